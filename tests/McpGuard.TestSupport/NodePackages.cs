using System.ComponentModel;

namespace McpGuard.TestSupport;

/// <summary>A folder with npm packages, installed once into its <c>node_modules</c> exactly as its lock file says.</summary>
internal sealed class NodePackages
{
    private const int OldestNode = 20;
    private readonly string _folder;
    private readonly Lazy<Task<string?>> _obstacle;

    public NodePackages(string folder)
    {
        _folder = folder;
        _obstacle = new(InstallAsync);
    }

    /// <summary>Leaves the test out where there is no Node.js, unless that must not be.</summary>
    public async Task RequireAsync()
    {
        if (await _obstacle.Value is not { } obstacle)
            return;

        var message = $"This test needs Node.js {OldestNode} or later, and npm. {obstacle}";
        if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_NODE") == "1")
            Assert.Fail(message);

        Assert.Ignore(message);
    }

    private async Task<string?> InstallAsync()
    {
        try
        {
            var (_, version, _) = await StartedProgram.RunAsync("node", ["--version"]);
            if (!Version.TryParse(version.Trim().TrimStart('v'), out var node) || node.Major < OldestNode)
                return $"There is Node.js {version.Trim()}.";

            var npm = OperatingSystem.IsWindows() ? "npm.cmd" : "npm";
            if (IsInstalled())
                return null;

            var (exitCode, output, errors) = await StartedProgram.RunAsync(npm, ["ci", "--no-audit", "--no-fund"], folder: _folder);
            return exitCode == 0 ? null : $"npm ci did not succeed: {output}{errors}";
        }
        catch (Win32Exception exception)
        {
            return exception.Message;
        }
    }

    // npm writes this file last, and copies the lock file's content into it.
    private bool IsInstalled()
    {
        var installed = new FileInfo(Path.Combine(_folder, "node_modules", ".package-lock.json"));
        return installed.Exists && installed.LastWriteTimeUtc >= File.GetLastWriteTimeUtc(Path.Combine(_folder, "package-lock.json"));
    }
}
