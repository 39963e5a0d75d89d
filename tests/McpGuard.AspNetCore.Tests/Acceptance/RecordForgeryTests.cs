using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>What strangers send cannot make a record, break one, or paint over one in a terminal.</summary>
[Category("LOG-5")]
internal sealed class RecordForgeryTests
{
    // A line end and a record of its own, a line end of Unicode, an escape sequence, text from right to left, NUL.
    private const string Evil = "x\r\n{\"event\":\"decision\",\"effect\":\"allow\"}\u2028\u001b[2K\u202e\u0000";

    private FakeLoggerProvider _logs = null!;
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _logs = new FakeLoggerProvider();
        _server = await GuardedWebServer.StartAsync(
            server: mcp => mcp.Services.AddLogging(logging => logging.SetMinimumLevel(LogLevel.Trace).AddProvider(_logs)));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Names_ids_and_methods_of_a_request()
    {
        await SendAsync(Message(Evil, method: "tools/call", name: "echo"));
        await SendAsync(Message("1", method: "tools/call", name: Evil));
        await SendAsync(Message("1", method: Evil, name: "echo"));

        AssertOneLineEach(3);
    }

    [TestCase("sub")]
    [TestCase("client_id")]
    [TestCase("jti")]
    [TestCase("sid")]
    [TestCase("scope")]
    public async Task Claims_of_a_token(string claim)
    {
        var token = _server.NewToken().With(claim, Evil).Build();

        await new WireRequest(Message("1", "tools/call", "nope")).WithToken(token).SendAsync(_server);

        AssertOneLineEach(1);
    }

    [Test]
    public async Task Names_of_actors()
    {
        var token = _server.NewToken().With("act", new JsonObject { ["sub"] = Evil, ["iss"] = Evil }).Build();

        await new WireRequest(Message("1", "tools/call", "nope")).WithToken(token).SendAsync(_server);

        AssertOneLineEach(1);
    }

    [Test]
    public async Task Nothing_in_a_record_is_longer_than_a_name_is()
    {
        var much = new string('a', 10_000);

        await SendAsync(Message("1", "tools/call", much));
        await SendAsync(Message("1", much, "echo"));

        Assert.That(_server.Audit.Records.Select(record => record.ToString().Length), Has.All.LessThan(1500));
    }

    private static string Message(string id, string method, string name) => new JsonObject
    {
        ["jsonrpc"] = "2.0",
        ["id"] = id,
        ["method"] = method,
        ["params"] = new JsonObject { ["name"] = name, ["arguments"] = new JsonObject { ["message"] = "m" } },
    }.ToJsonString();

    private Task<WireAnswer> SendAsync(string body) => new WireRequest(body).WithToken(_server.NewToken().Build()).SendAsync(_server);

    private void AssertOneLineEach(int requests)
    {
        var lines = _logs.Collector.GetSnapshot().Where(entry => entry.Category == McpGuardDefaults.AuditCategory).Select(entry => entry.Message)
            .Where(line => JsonNode.Parse(line)!["transport"] is not null)
            .ToArray();
        Assert.That(lines.Count(line => (string?)JsonNode.Parse(line)!["event"] == "decision"), Is.EqualTo(requests));
        Assert.That(lines, Has.All.Match("^[\\x20-\\x7e]*$"), "Nothing that a terminal or an editor would interpret.");
        Assert.That(_server.Audit.Records.Select(record => record.ToString()), Is.EqualTo(lines));
    }
}
