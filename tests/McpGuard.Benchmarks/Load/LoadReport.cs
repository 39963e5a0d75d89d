using System.Globalization;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>Collects the rounds and says what they come to.</summary>
internal sealed class LoadReport
{
    private readonly List<IReadOnlyDictionary<ServerKind, Turn>> _rounds = [];

    public long Errors { get; set; }

    public void Add(IEnumerable<Turn> round)
    {
        var turns = round.ToDictionary(turn => turn.Kind);
        _rounds.Add(turns);
        Console.WriteLine($"round {_rounds.Count,2}: " + string.Join("  ", turns.Values.OrderBy(turn => turn.Kind).Select(turn =>
            string.Create(CultureInfo.InvariantCulture, $"{turn.Kind} {turn.CallsPerSecond:0} calls/s, {turn.CpuMicrosecondsPerCall:0} µs, {turn.BytesPerCall:0} B"))));
    }

    public void AddTo(ICollection<Figure> figures)
    {
        foreach (var kind in Enum.GetValues<ServerKind>())
            figures.Add(new Figure($"{kind}: calls/s, server CPU, allocated per call", Describe(kind)));

        // Each round against the one after it, with the same server: how far two equal things differ here.
        if (_rounds.Count > 1)
        {
            var noise = new Ratios(_rounds.Zip(_rounds.Skip(1), (one, next) => Rate(next, ServerKind.Unguarded) / Rate(one, ServerKind.Unguarded)));
            figures.Add(new Figure("noise: Unguarded ÷ itself, next round", noise.ToString()));
        }

        AddRatio(figures, ServerKind.Unguarded, 0.97);
        AddRatio(figures, ServerKind.Stock, 1.35);
        figures.Add(new Figure("server CPU per call, Guarded ÷ Unguarded", Cpu(ServerKind.Unguarded).ToString()));
        figures.Add(new Figure("server CPU per call, Guarded ÷ Stock", Cpu(ServerKind.Stock).ToString()));
    }

    private void AddRatio(ICollection<Figure> figures, ServerKind other, double goal)
    {
        var ratios = new Ratios(_rounds.Select(round => Rate(round, ServerKind.Guarded) / Rate(round, other)));
        figures.Add(new Figure(
            $"throughput, Guarded ÷ {other}", ratios.ToString(), string.Create(CultureInfo.InvariantCulture, $"≥ {goal:0.00}"), ratios.Median >= goal));
    }

    private Ratios Cpu(ServerKind other) =>
        new(_rounds.Select(round => round[ServerKind.Guarded].CpuMicrosecondsPerCall / round[other].CpuMicrosecondsPerCall));

    private static double Rate(IReadOnlyDictionary<ServerKind, Turn> round, ServerKind kind) => round[kind].CallsPerSecond;

    private string Describe(ServerKind kind)
    {
        double Median(Func<Turn, double> value) => Ratios.MedianOf(_rounds.Select(round => value(round[kind])));
        return string.Create(CultureInfo.InvariantCulture,
            $"{Median(turn => turn.CallsPerSecond):0} /s, {Median(turn => turn.CpuMicrosecondsPerCall):0} µs, {Median(turn => turn.BytesPerCall):0} B");
    }
}
