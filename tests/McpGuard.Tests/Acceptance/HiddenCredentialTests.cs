using System.Collections.Concurrent;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>A token that comes in a message is taken out of it before anybody else reads the message.</summary>
[TestFixture]
[Category("PAS-2")]
[Category("STD-7")]
[Category("LOG-1")]
internal sealed class HiddenCredentialTests
{
    private readonly ConcurrentQueue<string> _seen = new();
    private readonly FakeLoggerProvider _logs = new();
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _seen.Clear();
        _server = new WireServer(mcp =>
        {
            mcp.WithTokenFromRequestMeta();
            mcp.WithTools(
                [
                    McpServerTool.Create(
                        [AllowAnyCaller] (RequestContext<CallToolRequestParams> request) => See(request.Params, request.JsonRpcRequest),
                        new() { Name = "look" }),
                ]);
            mcp.WithPrompts(
                [
                    McpServerPrompt.Create(
                        [AllowAnyCaller] (RequestContext<GetPromptRequestParams> request) => See(request.Params, request.JsonRpcRequest),
                        new() { Name = "look" }),
                ]);
            mcp.WithMessageFilters(filters => filters.AddIncomingFilter(next => (message, cancellationToken) =>
            {
                See(null, message.JsonRpcMessage);
                return next(message, cancellationToken);
            }));
            mcp.WithRequestFilters(filters => filters.AddCallToolFilter(next => (request, cancellationToken) =>
            {
                See(request.Params, request.JsonRpcRequest);
                return next(request, cancellationToken);
            }));
            mcp.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Debug).AddProvider(_logs));
        });
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCase("tools/call", 3)]
    [TestCase("prompts/get", 2)]
    [TestCase("tools/list", 1)]
    public async Task Neither_tools_nor_filters_see_it(string method, int times)
    {
        var token = await SendAsync(method, change: token => token);

        Assert.That(_seen, Has.Count.EqualTo(times));
        Assert.That(_seen, Has.All.Contains("\"_meta\"").And.All.Contains("io.modelcontextprotocol/protocolVersion"), "The rest of _meta is there.");
        Assert.That(_seen.Where(text => IsIn(text, token)), Is.Empty);
        Assert.That(_seen, Has.None.Contains(McpGuardDefaults.TokenMetaKey));
    }

    [TestCase("tools/call")]
    [TestCase("tools/list")]
    [TestCase("x/custom")]
    public async Task Neither_records_nor_logs_nor_answers_have_it_whether_allowed_or_refused(string method)
    {
        string[] tokens =
        [
            await SendAsync(method, token => token), await SendAsync(method, token => token.Without("act").With("aud", "https://other.example")),
            await SendAsync(method, token => token.WithTimes(-600, -400)), await SendAsync(method, token => token.WithHeader("kid", "unknown")),
        ];

        var logged = _logs.Collector.GetSnapshot().Select(entry => $"{entry.Message} {entry.Exception} {string.Join(' ', entry.StructuredState ?? [])}")
            .ToArray();
        Assert.That(logged, Has.Some.Contains("audience_mismatch"), "Something was logged.");
        string[] texts = [.. logged, .. _server.Audit.Records.Select(record => record.ToString()), .. _server.Sent.Select(Write)];
        Assert.That(texts.Where(text => tokens.Any(token => IsIn(text, token))), Is.Empty);
    }

    private async Task<string> SendAsync(string method, Func<Testing.TestTokenBuilder, Testing.TestTokenBuilder> change)
    {
        var token = change(_server.NewToken()).Build();
        _server.MoreMeta = $"\"{McpGuardDefaults.TokenMetaKey}\":\"{token}\"";
        await _server.RequestAsync(method, "\"name\":\"look\"");
        return token;
    }

    private string See(RequestParams? parameters, JsonRpcMessage message)
    {
        _seen.Enqueue(
            $"{(parameters is null ? "" : JsonSerializer.Serialize(parameters, parameters.GetType(), McpJsonUtilities.DefaultOptions))} {Write(message)}");
        return "seen";
    }

    private static string Write(JsonRpcMessage message) => JsonSerializer.Serialize(message, McpJsonUtilities.DefaultOptions);

    private static bool IsIn(string text, string token) => token.Split('.').Any(part => text.Contains(part, StringComparison.Ordinal));
}
