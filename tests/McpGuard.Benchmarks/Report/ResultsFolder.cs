using System.Diagnostics;
using McpGuard.Benchmarks.Load;

namespace McpGuard.Benchmarks;

/// <summary>Keeps the results of a full run, and a chart of them.</summary>
internal static class ResultsFolder
{
    private const string Name = "results";
    private const string ChartName = "chart.svg";
    private const int CommitLength = 10;

    /// <summary>Writes the results and the chart.</summary>
    public static async Task KeepAsync(IReadOnlyList<Figure> figures, long errors, int connections)
    {
        var folder = Directory.CreateDirectory(Path.Combine(Repository.ProjectDirectory, Name)).FullName;
        var result = new RunResult(TimeProvider.System.GetUtcNow(), await CommitAsync(), Machine.Current(), errors, figures);
        var path = Path.Combine(folder, result.FileName);
        await File.WriteAllTextAsync(path, result.ToJson());
        await File.WriteAllTextAsync(Path.Combine(folder, ChartName), result.ToChart(Bars(connections)));
        Console.WriteLine($"Kept in {path}");
    }

    private static IEnumerable<(string Figure, string Name, bool IsOwn)> Bars(int connections) =>
        Contender.Managed.Concat(Contender.Native).Select(contender => ($"{Lane.Echo(contender, connections)}", contender.Name, contender.IsGuarded));

    private static async Task<string> CommitAsync()
    {
        var start = new ProcessStartInfo("git", ["describe", "--always", "--dirty", $"--abbrev={CommitLength}", "--exclude", "*"])
        {
            WorkingDirectory = Repository.ProjectDirectory,
            RedirectStandardOutput = true,
        };
        using var git = Process.Start(start)!;
        var commit = (await git.StandardOutput.ReadToEndAsync()).Trim();
        await git.WaitForExitAsync();
        return commit.Length > 0 ? commit : "unknown";
    }
}
