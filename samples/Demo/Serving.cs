using System.Text.Json;
using Microsoft.Extensions.Hosting;

namespace Demo;

/// <summary>Keeps the authority and the server running, and says how to try them by hand.</summary>
internal static class Serving
{
    private static readonly JsonSerializerOptions _indented = new() { WriteIndented = true };

    /// <returns>The exit code.</returns>
    public static async Task<int> RunAsync(Stage stage, CancellationToken starting)
    {
        Console.WriteLine($"""
            The authority {stage.AuthorityUrl} and the guarded server {stage.HttpResource} run until Ctrl+C.
            Audit records: {stage.AuditOf(Via.Http).Directory}

            A token of alice, who is signed in to the chat application, exchanged by agent-1 that acts for her:

            {ShellCommands.GetToken(stage.AuthorityUrl, stage.HttpResource, "files:read")}

            What it allows, what it does not allow, and what there is without it:

            {ShellCommands.Call(stage.HttpResource, "files_read", $$"""{"name":"{{Scenario.FileName}}"}""")}

            {ShellCommands.Call(stage.HttpResource, "files_write", """{"name":"note.txt","text":"Hello."}""")}

            {ShellCommands.CallWithoutToken(stage.HttpResource)}

            The same for an MCP client, with tokens that are good until {DateTime.UtcNow + stage.TokenLifetime:HH:mm:ss} UTC:

            {await ClientConfigurationAsync(stage, starting)}
            """);
        await stage.Authority.WaitForShutdownAsync(CancellationToken.None);
        return 0;
    }

    private static async Task<string> ClientConfigurationAsync(Stage stage, CancellationToken cancellationToken)
    {
        var stdio = stage.SettingsFor(Via.Stdio);
        stdio["MCP_TOKEN"] = await stage.Tokens.ExchangeAsync("alice", "agent-1", Stage.StdioResource, "files:read", cancellationToken);
        var token = await stage.Tokens.ExchangeAsync("alice", "agent-1", stage.HttpResource, "files:read", cancellationToken);
        var configuration = new
        {
            mcpServers = new Dictionary<string, object>
            {
                ["guarded-http"] = new { type = "http", url = stage.HttpResource, headers = new { Authorization = $"Bearer {token}" } },
                ["guarded-stdio"] = new { command = "dotnet", args = new[] { StartedPrograms.StdioServer }, env = stdio },
            },
        };
        return JsonSerializer.Serialize(configuration, _indented);
    }
}
