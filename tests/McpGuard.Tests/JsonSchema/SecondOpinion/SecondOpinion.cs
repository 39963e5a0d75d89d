using System.Diagnostics;
using System.Text.Json;

namespace McpGuard.Tests.JsonSchema.SecondOpinion;

/// <summary>A Node.js process that judges schemas by ajv and patterns by its own engine, started once and asked by lines.</summary>
internal sealed class SecondOpinion : IDisposable
{
    private static readonly string _folder = SourceTree.PathOf("tests/McpGuard.Tests/JsonSchema/SecondOpinion");
    private static readonly NodePackages _packages = new(_folder);

    private readonly Process _process = Process.Start(new ProcessStartInfo("node", ["judge.mjs"])
    {
        WorkingDirectory = _folder,
        RedirectStandardInput = true,
        RedirectStandardOutput = true,
    })!;

    /// <summary>Starts the process, or leaves the test out where there is no Node.js.</summary>
    public static async Task<SecondOpinion> StartAsync()
    {
        await _packages.RequireAsync();
        return new SecondOpinion();
    }

    /// <returns>Whether each instance is valid, or null where the schema cannot be used.</returns>
    public Task<bool[]?> ValidateAsync(string schema, IEnumerable<string> instances) =>
        AskAsync($$"""{"schema":{{schema}},"instances":[{{string.Join(',', instances)}}]}""");

    /// <returns>Whether the pattern matches in each text, or null where it is none.</returns>
    public Task<bool[]?> MatchAsync(string pattern, IEnumerable<string> texts) => AskAsync(JsonSerializer.Serialize(new { pattern, texts }));

    public void Dispose()
    {
        _process.StandardInput.Close();
        _process.WaitForExit();
        _process.Dispose();
    }

    private async Task<bool[]?> AskAsync(string question)
    {
        await _process.StandardInput.WriteLineAsync(question);
        await _process.StandardInput.FlushAsync();
        var answer = JsonElement.Parse(await _process.StandardOutput.ReadLineAsync() ?? throw new InvalidOperationException("Node.js has gone."));
        return answer.ValueKind == JsonValueKind.Array ? [.. answer.EnumerateArray().Select(verdict => verdict.GetBoolean())] : null;
    }
}
