namespace McpGuard.Samples.Tests.Running;

/// <summary>The official conformance suite, an npm package that brings the Node.js it needs.</summary>
internal static class ConformanceSuite
{
    private static readonly NodePackages _packages = new(Built.ConformanceSuite);

    private static readonly string _node =
        Path.Combine(Built.ConformanceSuite, "node_modules", "node", "bin", OperatingSystem.IsWindows() ? "node.exe" : "node");

    /// <summary>Skips the test if the suite is unavailable, unless it is required.</summary>
    public static Task RequireAsync() => _packages.RequireAsync();

    /// <summary>Starts what passes requests on, with a token if there is one; the suite itself cannot send any.</summary>
    public static StartedProgram StartProxy(string url, string target, string? token) => StartedProgram.Start(
        _node,
        ["proxy.mjs", new Uri(url).Port.ToString(), target],
        new Dictionary<string, string?> { ["MCP_TOKEN"] = token },
        Built.ConformanceSuite);

    /// <summary>Looks at a server with all the scenarios that a protocol version requires.</summary>
    public static async Task<ConformanceResult> RunAsync(string url, string version)
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-conformance-");
        try
        {
            var main = Path.Combine("node_modules", "@modelcontextprotocol", "conformance", "dist", "index.js");
            var (exitCode, output, errors) = await StartedProgram.RunAsync(
                _node, [main, "server", "--url", url, "--requirements", version, "-o", folder.FullName], folder: Built.ConformanceSuite);
            return ConformanceResult.Read(folder, meetsRequirements: exitCode == 0, output + errors);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
