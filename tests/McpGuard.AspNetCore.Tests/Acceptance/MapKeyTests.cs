using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// The keys of a parameter that is a map are data, so two that differ only in case reach the tool. Wherever one could be judged and the
/// other used, the call is refused as before.
/// </summary>
[TestFixture]
[Category("RSP-10")]
internal sealed class MapKeyTests
{
    private const string Twins = """{"map":{"a":"1","A":"2"}}""";

    [TestCase("map", null)]
    [TestCase("map", "2025-11-25")]
    [TestCase("map", "2026-07-28")]
    [TestCase("anyMap", null)]
    [TestCase("readMap", null)]
    public async Task Keys_that_differ_in_case_reach_a_map(string parameter, string? version)
    {
        await using var server = await StartAsync();
        var value = parameter == "anyMap" ? "1" : "\"1\"";

        var answer = await CallAsync(server, $$$"""{"{{{parameter}}}":{"a":{{{value}}},"A":{{{value}}}}}""", version);

        Assert.That((answer.Status, TextOf(answer)), Is.EqualTo((200, "a A")), answer.Body);
        Assert.That(server.Audit.Decisions.Single().ArgumentNames, Is.EqualTo(new[] { parameter }));
    }

    [TestCase("""{"map":{"a":"1","a":"2"}}""")]
    [TestCase("""{"map":{"a":{"b":1,"B":2}}}""")]
    [TestCase("""{"map":{},"Map":{}}""")]
    [TestCase("""{"map":{"a":"1","A":"2"},"person":{"a":"1","A":"2"}}""")]
    [TestCase("""{"folded":{"a":"1","A":"2"}}""")]
    [TestCase("""{"sorted":{"a":1,"A":2}}""")]
    [TestCase("""{"person":{"a":"1","A":"2"}}""")]
    [TestCase("""{"json":{"a":1,"A":2}}""")]
    [TestCase("""{"node":{"a":1,"A":2}}""")]
    [TestCase("""{"undeclared":{"a":1,"A":2}}""")]
    public async Task Any_other_doubled_name_is_refused(string arguments)
    {
        await using var server = await StartAsync();

        await AssertRefusedAsync(server, arguments);
    }

    private static IEnumerable<TestCaseData> Looking()
    {
        yield return Of("a rule about another argument", options => options.Policy = Rule("""
            "Arguments":{"properties":{"json":{"type":"object"}}}
            """));
        yield return Of("a rule that only reports", options => options.Policy = Rule("""
            "Mode":"ReportOnly","Arguments":{"properties":{"json":{"type":"object"}}}
            """));
        yield return Of("a recorded value", options => options.Tools[MapTools.Name] = new() { RecordedValues = { ["/map/a"] = "Show" } });
        yield return Of("undeclared arguments", options => options.UndeclaredArguments = UndeclaredArgumentMode.Refuse);
        yield return Of("hidden targets", options => options.Policy = """{"ConcealForbidden":true}""");

        static string Rule(string members) => $$$$"""{"Rules":{"r":{"Tools":"post",{{{{members}}}}}}}""";
        static TestCaseData Of(string what, Action<McpGuardOptions> configure) => new TestCaseData(configure).SetArgDisplayNames(what);
    }

    [TestCaseSource(nameof(Looking))]
    public async Task Map_whose_tool_is_looked_into_keeps_no_such_keys(Action<McpGuardOptions> configure)
    {
        await using var server = await StartAsync(configure);

        Assert.That((await CallAsync(server, """{"map":{"a":"1","b":"2"}}""")).Status, Is.Not.EqualTo(400));
        server.Audit.Clear();
        await AssertRefusedAsync(server, Twins);
    }

    [Test]
    public async Task Missing_scope_of_a_tool_with_such_keys_is_still_missing()
    {
        await using var server = await GuardedWebServer.StartAsync(server: mcp => mcp.WithTools([MapTools.CreateScoped()]));

        Assert.That((await CallAsync(server, Twins)).Status, Is.EqualTo(403));
    }

    [TestCase("tools/list")]
    [TestCase("resources/read")]
    [TestCase("prompts/get")]
    [TestCase("tasks/get")]
    public async Task No_other_method_has_maps(string method)
    {
        await using var server = await StartAsync();
        var request = new WireRequest($$$"""{"jsonrpc":"2.0","id":7,"method":"{{{method}}}","params":{"name":"post","arguments":{{{Twins}}}}}""");

        var answer = await request.WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That((answer.Status, answer.ErrorCode), Is.EqualTo((400, -32600)));
    }

    private static Task<GuardedWebServer> StartAsync(Action<McpGuardOptions>? options = null) =>
        GuardedWebServer.StartAsync(options, mcp => mcp.WithTools([MapTools.Create()]));

    private static Task<WireAnswer> CallAsync(GuardedWebServer server, string arguments, string? version = null) =>
        WireRequest.Call(MapTools.Name, arguments, version).WithToken(server.NewToken().Build()).SendAsync(server);

    private static string? TextOf(WireAnswer answer) => (string?)answer.Json!["result"]?["content"]?[0]?["text"];

    private static async Task AssertRefusedAsync(GuardedWebServer server, string arguments)
    {
        var answer = await CallAsync(server, arguments);

        Assert.That((answer.Status, answer.ErrorCode, (int?)answer.Json!["id"]), Is.EqualTo((400, -32600, (int?)7)), answer.Body);
        Assert.That(server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.DuplicateMember));
    }
}
