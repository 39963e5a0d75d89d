using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Client;

namespace McpGuard.Tests.Acceptance;

/// <summary>Tokens and argument values are marked, calls of every kind are made, and the marks are searched for.</summary>
[TestFixture]
[Category("LOG-1")]
[Category("LOG-3")]
internal sealed class SecretTests
{
    private const string Canary = "canary7f3a";

    [Test]
    public async Task Neither_tokens_nor_argument_values_are_in_any_record_or_log()
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;
        try
        {
            var (written, tokens) = await RunAsync(folder);

            using (Assert.EnterMultipleScope())
            {
                Assert.That(written, Does.Contain("\"target\":\"read\"").And.Contain("\"argument_names\":[\"text\"]"), "Something was recorded.");
                Assert.That(written, Does.Not.Contain(Canary));
                foreach (var part in tokens.SelectMany(token => token.Split('.')).Where(part => part.Length > 20))
                    Assert.That(written, Does.Not.Contain(part));
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    [Category("STD-2")]
    public async Task Token_and_secrets_of_a_message_are_in_no_record_or_log()
    {
        using var logs = new FakeLoggerProvider();
        await using var server = new WireServer(
            mcp => mcp.WithTools([Probe.Open().Tool]).WithTokenFromRequestMeta().Services.AddLogging(
                logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs)),
            withTokenSource: false);
        string[] tokens = [server.NewToken().Build(), server.NewToken().With("aud", "https://other.example").Build(), $"{Canary}.{Canary}.{Canary}"];
        foreach (var token in tokens)
        {
            server.MoreMeta = $"\"{McpGuardDefaults.TokenMetaKey}\":\"{token}\",\"progressToken\":\"{Canary}\",\"baggage\":\"a={Canary}\"";
            await server.CallAsync("open", $"\"arguments\":{{\"text\":\"{Canary}\"}}");
            await server.CallAsync("open", $"\"requestState\":\"{Canary}\"");
            await server.CallAsync("open", $"\"inputResponses\":{{\"q\":{{\"content\":{{\"pin\":\"{Canary}\"}} }} }}");
            await server.RequestAsync("prompts/get", $"\"name\":\"nope\",\"arguments\":{{\"to\":\"{Canary}\"}}");
            await server.RequestAsync("tools/list", $"\"cursor\":\"{Canary}\"");
        }

        var written = server.Audit.Records.Select(record => record.ToString())
            .Concat(
                logs.Collector.GetSnapshot().Where(entry => entry.Category!.StartsWith("McpGuard", StringComparison.Ordinal))
                    .Select(entry => $"{entry.Message} {entry.Exception} {string.Join(' ', entry.StructuredState ?? [])}"))
            .ToArray();
        Assert.That(server.Audit.Decisions, Has.Count.EqualTo(15).And.Some.Property("Effect").EqualTo(AuditEffect.Allow));
        Assert.That(written, Has.None.Contains(Canary));
        foreach (var part in tokens[0].Split('.'))
            Assert.That(written, Has.None.Contains(part));
    }

    private static async Task<(string Written, List<string> Tokens)> RunAsync(string folder)
    {
        using var logs = new FakeLoggerProvider();
        List<string> tokens = [];
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([Probe.Read().Tool, Probe.Open().Tool]);
            mcp.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(logs));
            mcp.Services.Configure<McpGuardOptions>(options => options.Audit.File.Directory = folder);
        });
        await using var client = await server.ConnectAsync();

        await CallAsync(server.NewToken().WithScopes("notes:read"), "read");
        await CallAsync(server.NewToken().WithScopes("other"), "read");
        await CallAsync(server.NewToken().With("aud", "https://other.example"), "open");
        await CallAsync(server.NewToken().WithHeader("typ", "other"), "open");
        server.Authority.IsReachable = false;
        await CallAsync(server.NewToken().WithHeader("kid", "unknown"), "open");
        server.Audit.Fails = true;
        await CallAsync(server.NewToken().WithScopes("notes:read"), "read");
        await client.DisposeAsync();

        var own = logs.Collector.GetSnapshot().Where(entry => entry.Category!.StartsWith("McpGuard", StringComparison.Ordinal));
        var written = string.Join('\n', [
            .. own.Select(entry => $"{entry.Message} {entry.Exception} {string.Join(' ', entry.StructuredState ?? [])}"),
            .. server.Audit.Records.Select(record => record.ToString()),
            .. AuditReader.Read(folder).Select(record => record.Json),
        ]);
        return (written, tokens);

        async Task CallAsync(TestTokenBuilder token, string tool)
        {
            tokens.Add(server.Token = token.Build());
            try
            {
                await client.CallToolAsync(tool, new Dictionary<string, object?> { ["text"] = Canary });
            }
            catch (McpException)
            {
                // Allowed or refused: what counts is what was written.
            }
        }
    }
}
