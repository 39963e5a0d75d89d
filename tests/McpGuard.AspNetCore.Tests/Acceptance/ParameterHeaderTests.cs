using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Headers that repeat arguments say what the arguments say, where the protocol version defines them.</summary>
internal sealed class ParameterHeaderTests
{
    private readonly List<string> _ran = [];
    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync()
    {
        _ran.Clear();
        _server = await GuardedWebServer.StartAsync(server: mcp => mcp.WithTools([McpServerTool.Create(
            [AllowAnyCaller] ([McpHeader("Region")] string? region = null, [McpHeader("Count")] int count = 0, [McpHeader("Dry")] bool dry = false) =>
            {
                _ran.Add($"{region} {count} {dry}");
                return "";
            }, new() { Name = "order" })]));
    }

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCase("Region", "us", """{"region":"eu"}""")]
    [TestCase("region", "us", """{"region":"eu"}""")]
    [TestCase("Region", "EU", """{"region":"eu"}""")]
    [TestCase("Region", "=?base64?dXM=?=", """{"region":"eu"}""")]
    [TestCase("Region", "=?base64?!!?=", """{"region":"eu"}""")]
    [TestCase("Region", "eu", """{}""")]
    [TestCase("Region", "eu", """{"region":null}""")]
    [TestCase("Region", "eu,us", """{"region":"eu"}""")]
    [TestCase("Count", "2", """{"count":1}""")]
    [TestCase("Count", "1.5", """{"count":1}""")]
    [TestCase("Count", "x", """{"count":1}""")]
    [TestCase("Dry", "true", """{"dry":false}""")]
    [TestCase("Dry", "True", """{"dry":true}""")]
    [Category("RSP-5")]
    public async Task Header_that_contradicts_its_argument_is_400(string header, string value, string arguments)
    {
        var answer = await Call("2026-07-28", arguments).With($"Mcp-Param-{header}", value).SendAsync(_server);

        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((400, -32020)));
        Assert.That(_ran, Is.Empty);
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.HeaderMismatch));
    }

    [TestCase(null)]
    [TestCase("2025-06-18")]
    [TestCase("2025-11-25")]
    [Category("RSP-7")]
    public async Task Header_that_an_older_version_does_not_define_changes_no_argument(string? version)
    {
        var answer = await Call(version, """{"region":"eu","count":1,"dry":true}""").With("Mcp-Param-Region", "us").With("Mcp-Param-Dry", "false")
            .SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200), answer.Body);
        Assert.That(_ran, Is.EqualTo(new[] { "eu 1 True" }));
        Assert.That(_server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("Region", "eu", """{"region":"eu"}""")]
    [TestCase("Region", "=?base64?ZXU=?=", """{"region":"eu"}""")]
    [TestCase("Count", "42", """{"count":42}""")]
    [TestCase("Count", "42.0", """{"count":42}""")]
    [TestCase("Dry", "true", """{"dry":true}""")]
    [TestCase("Unknown", "x", """{"region":"eu"}""")]
    public async Task Header_that_matches_its_argument_is_accepted(string header, string value, string arguments)
    {
        var answer = await Call(null, arguments).With($"Mcp-Param-{header}", value).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(_ran, Has.Count.EqualTo(1));
    }

    private WireRequest Call(string? version, string arguments) => WireRequest.Call("order", arguments, version).WithToken(_server.NewToken().Build());
}
