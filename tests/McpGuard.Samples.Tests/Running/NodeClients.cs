using System.ComponentModel;
using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The npm clients, installed once into <c>clients/node_modules</c> exactly as the lock file says.</summary>
internal static class NodeClients
{
    private const int OldestNode = 20;
    private static readonly Lazy<Task<string?>> _obstacle = new(InstallAsync);

    /// <summary>Leaves the test out where there is no Node.js, unless that must not be.</summary>
    public static async Task RequireAsync()
    {
        if (await _obstacle.Value is not { } obstacle)
            return;

        var message = $"This test needs Node.js {OldestNode} or later, and npm. {obstacle}";
        if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_NODE") == "1")
            Assert.Fail(message);

        Assert.Ignore(message);
    }

    /// <summary>Runs a task with a library and gives what the client saw.</summary>
    public static async Task<JsonNode> RunAsync(string library, string task, IReadOnlyDictionary<string, string?> environment)
    {
        var (exitCode, output, errors) = await StartedProgram.RunAsync("node", ["run.mjs", library, task], environment, Built.NodeClients);
        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
        return JsonNode.Parse(output)!;
    }

    private static async Task<string?> InstallAsync()
    {
        try
        {
            var (_, version, _) = await StartedProgram.RunAsync("node", ["--version"]);
            if (!Version.TryParse(version.Trim().TrimStart('v'), out var node) || node.Major < OldestNode)
                return $"There is Node.js {version.Trim()}.";

            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            if (IsInstalled())
                return null;

            var (exitCode, output, errors) = await StartedProgram.RunAsync(npm, ["ci", "--no-audit", "--no-fund"], folder: Built.NodeClients);
            return exitCode == 0 ? null : $"npm ci did not succeed: {output}{errors}";
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }

    // npm writes this file last, and copies the lock file's content into it.
    private static bool IsInstalled()
    {
        var installed = new FileInfo(Path.Combine(Built.NodeClients, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(Built.NodeClients, "package-lock.json"));
    }
}
