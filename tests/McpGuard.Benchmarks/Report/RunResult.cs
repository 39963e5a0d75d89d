using System.Globalization;
using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Benchmarks;

/// <summary>All that a run has measured, in the form in which it is kept.</summary>
/// <param name="Date">When the run ended, in UTC.</param>
/// <param name="Commit">The commit that was measured, with <c>-dirty</c> if the files differed from it.</param>
/// <param name="Machine">What it was measured on.</param>
/// <param name="Errors">How much went wrong. The figures of a run with errors mean nothing.</param>
/// <param name="Figures">The figures.</param>
internal sealed record RunResult(DateTimeOffset Date, string Commit, Machine Machine, long Errors, IReadOnlyList<Figure> Figures)
{
    // Names and texts of figures have signs that are not ASCII, and the file is not part of a page.
    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    [JsonIgnore]
    public string FileName => string.Create(CultureInfo.InvariantCulture, $"{Date:yyyy-MM-dd}-{Commit}.json");

    public string ToJson() => JsonSerializer.Serialize(this, _json);

    public static RunResult FromJson(string json) => JsonSerializer.Deserialize<RunResult>(json, _json)!;

    /// <summary>Draws how many calls each server answered.</summary>
    /// <param name="bars">The figures to draw, with a name and whether it is one of this project's own.</param>
    public string ToChart(IEnumerable<(string Figure, string Name, bool IsOwn)> bars)
    {
        var note = string.Create(
            CultureInfo.InvariantCulture, $"{Date:d MMMM yyyy}, commit {Commit}, {Machine.Processor}, {Machine.Cores} cores, {Machine.Runtime}");
        var chart = new Chart("Tool calls per second over HTTP, client on the same machine", note);
        foreach (var (figure, name, isOwn) in bars)
        {
            if (Figures.FirstOrDefault(known => known.Name == figure) is { Number: { } number })
                chart.Add(name, number, isOwn);
        }

        return chart.ToSvg();
    }
}
