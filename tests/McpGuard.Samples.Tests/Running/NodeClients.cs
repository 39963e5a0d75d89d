using System.Text.Json.Nodes;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The npm clients.</summary>
internal static class NodeClients
{
    private static readonly NodePackages _packages = new(Built.NodeClients);

    /// <summary>Leaves the test out where there is no Node.js, unless that must not be.</summary>
    public static Task RequireAsync() => _packages.RequireAsync();

    /// <summary>Runs a task with a library and gives what the client saw.</summary>
    public static async Task<JsonNode> RunAsync(string library, string task, IReadOnlyDictionary<string, string?> environment)
    {
        var (exitCode, output, errors) = await StartedProgram.RunAsync("node", ["run.mjs", library, task], environment, Built.NodeClients);
        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
        return JsonNode.Parse(output)!;
    }
}
