using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.Cli.Tests.Running;

/// <summary>A folder with the manifest of a server, its settings, and tests of its policy.</summary>
internal sealed class PolicyFolder : IDisposable
{
    private readonly DirectoryInfo _root = Directory.CreateTempSubdirectory("mcpguard-policy-");

    public string Surface => PathOf("surface.json");

    public string Settings => PathOf("appsettings.json");

    public string Tests => PathOf("policy-tests.json");

    /// <summary>Writes what a real server lists.</summary>
    public static async Task<PolicyFolder> CreateAsync(string rules = "", string cases = """{ "caller": "alice", "tool": "notes_read", "effect": "allow" }""")
    {
        var folder = new PolicyFolder();
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([
            McpServerTool.Create([RequireScope("notes:read")] (string? path) => "read", new() { Name = "notes_read", ReadOnly = true }),
            McpServerTool.Create([RequireScope("notes:write")] (string? path) => "written", new() { Name = "notes_write", Destructive = true }),
        ]));
        File.WriteAllText(folder.Surface, server.Services.GetRequiredService<ServerSurface>().ToJson());
        folder.WriteSettings("appsettings.json", rules);
        folder.WriteTests(cases);
        return folder;
    }

    public string PathOf(string file) => Path.Combine(_root.FullName, file);

    /// <returns>The path of settings with these rules.</returns>
    public string WriteSettings(string file, string rules)
    {
        File.WriteAllText(PathOf(file), $$"""
            { "McpGuard": { "Authority": "https://login.example.com", "Resource": "https://notes.example.com/mcp", "Policy": { "Rules": { {{rules}} } } } }
            """);
        return PathOf(file);
    }

    public void WriteTests(string cases) => File.WriteAllText(Tests, $$"""
        {
          "$schema": "./policy-tests.schema.json",
          "surface": "surface.json",
          "settings": [ "appsettings.json" ],
          "time": "2026-11-23T10:00:00Z",
          "callers": {
            "alice": { "subject": "alice", "actors": [ "agent-1" ], "client": "desktop", "scopes": [ "notes:read", "notes:write" ],
            "groups": [ "staff" ], "claims": { "tid": "north" } },
            "bob": { "subject": "bob", "scopes": [ "notes:read" ] }
          },
          "cases": [ {{cases}} ]
        }
        """);

    /// <summary>Runs a command on the settings, with the manifest.</summary>
    public Task<Mcpguard> RunAsync(string command, params string[] arguments) => Mcpguard.RunAsync(["policy", command, .. arguments, "--surface", Surface]);

    public void Dispose() => _root.Delete(recursive: true);
}
