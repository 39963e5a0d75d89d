using System.Diagnostics;
using System.Text.Json.Nodes;

namespace McpGuard.Cli.Tests.Running;

/// <summary>A browser without a window, with a profile of its own, that looks at a file.</summary>
internal static class Chromium
{
    private static readonly TimeSpan _limit = TimeSpan.FromSeconds(120);

    private static readonly string[] _flags =
    [
        "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking", "--disable-component-update",
        "--disable-sync", "--enable-logging=stderr", "--hide-scrollbars",
    ];

    private static string? Path => new[] { "chromium", "chromium-browser", "google-chrome" }
        .SelectMany(name =>
            (Environment.GetEnvironmentVariable("PATH") ?? "").Split(System.IO.Path.PathSeparator).Select(folder => System.IO.Path.Combine(folder, name)))
        .FirstOrDefault(File.Exists);

    /// <summary>Skips a test where there is no Chromium, unless it has to be there.</summary>
    public static void RequireOrIgnore()
    {
        if (Path is not null)
            return;
        if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_CHROMIUM") == "1")
            Assert.Fail("There is no Chromium, and MCPGUARD_REQUIRE_CHROMIUM demands it.");

        Assert.Ignore("There is no Chromium here.");
    }

    public static async Task<Look> LookAsync(string page, params string[] flags)
    {
        var profile = Directory.CreateTempSubdirectory("mcpguard-chromium-");
        try
        {
            var traffic = System.IO.Path.Combine(profile.FullName, "traffic.json");
            var (output, log) = await RunAsync(
                [.. _flags, $"--user-data-dir={profile.FullName}", $"--log-net-log={traffic}", .. flags, new Uri(page).AbsoluteUri]);
            var complaints = log.Split('\n').Where(line => line.Contains(":CONSOLE:", StringComparison.Ordinal));
            return new(output, [.. complaints], RequestsOf(JsonNode.Parse(await File.ReadAllTextAsync(traffic))!));
        }
        finally
        {
            profile.Delete(recursive: true);
        }
    }

    // The browser has requests of its own, which no page has begun.
    private static string[] RequestsOf(JsonNode traffic) =>
    [
        .. traffic["events"]!.AsArray().Select(happened => happened!["params"] as JsonObject)
            .Where(parameters => (string?)parameters?["initiator"] is { } initiator && initiator != "not an origin")
            .Select(parameters => (string?)parameters!["url"]).OfType<string>().Distinct(),
    ];

    private static async Task<(string Output, string Log)> RunAsync(string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Path!, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        using var limit = new CancellationTokenSource(_limit);
        try
        {
            var output = process.StandardOutput.ReadToEndAsync(limit.Token);
            var log = process.StandardError.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            return (await output, await log);
        }
        finally
        {
            if (!process.HasExited)
                process.Kill(entireProcessTree: true);
        }
    }
}
