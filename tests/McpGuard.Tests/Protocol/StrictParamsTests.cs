using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Protocol;

/// <summary>The strictness of HTTP holds on other transports as well.</summary>
[TestFixture]
[Category("RSP-10")]
internal sealed class StrictParamsTests
{
    private readonly Probe _probe = Probe.Open();

    [TestCase("\"arguments\":{\"text\":\"a\",\"text\":\"b\"}")]
    [TestCase("\"arguments\":{\"text\":\"a\",\"Text\":\"b\"}")]
    [TestCase("\"arguments\":{\"x\":{\"y\":[{\"z\":1,\"z\":2}]}}")]
    public async Task Member_of_an_argument_written_twice_is_refused(string members) => await AssertRefusedAsync(members, ReasonCode.DuplicateMember);

    [TestCase("\"arguments\":{},\"name\":\"read\"")]
    [TestCase("\"arguments\":{},\"Name\":\"read\"")]
    [TestCase("\"arguments\":{},\"ARGUMENTS\":{}")]
    public async Task Member_of_params_written_twice_does_not_even_reach_the_guard(string members)
    {
        var runs = _probe.Runs;
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));

        Assert.That((await server.CallAsync("open", members)).ErrorOf().Code, Is.EqualTo(-32603));
        Assert.That(_probe.Runs, Is.EqualTo(runs));
    }

    [TestCase("\"Arguments\":{}")]
    [TestCase("\"arguments\":{},\"TaskId\":\"t\"")]
    [TestCase("\"arguments\":{},\"RequestState\":\"s\"")]
    public async Task Member_of_the_protocol_in_another_case_is_refused(string members) =>
        await AssertRefusedAsync(members, ReasonCode.MemberCaseRefused);

    [Test]
    public async Task Name_in_another_case_is_refused()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));

        var error = (await server.RequestAsync("tools/call", "\"Name\":\"open\",\"arguments\":{}")).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(-32600));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.MemberCaseRefused));
    }

    [Test]
    public async Task Params_over_the_limit_of_a_body_are_refused()
    {
        await using var server = new WireServer(mcp =>
        {
            mcp.WithTools([_probe.Tool]);
            mcp.Services.Configure<McpGuardOptions>(options => options.MaxRequestBodyBytes = 2048);
        });

        Assert.That((await server.CallAsync("open", $"\"arguments\":{{\"text\":\"{new string('x', 100)}\"}}")).IsResult(), Is.True);
        Assert.That((await server.CallAsync("open", $"\"arguments\":{{\"text\":\"{new string('x', 2048)}\"}}")).ErrorOf().Code, Is.EqualTo(-32600));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.BodyTooLarge));
    }

    [Test]
    public async Task Ordinary_call_passes() => Assert.That(await ResultAsync("\"arguments\":{\"text\":\"a\",\"other\":{\"text\":\"b\"}}"), Is.True);

    [TestCase("\"arguments\":{\"map\":{\"a\":1,\"A\":2}}", true)]
    [TestCase("\"arguments\":{\"person\":{\"a\":\"1\",\"A\":\"2\"}}", false)]
    [TestCase("\"arguments\":{\"map\":{\"a\":1,\"A\":2}},\"TaskId\":\"t\"", false)]
    public async Task Keys_that_differ_in_case_reach_only_a_map(string members, bool runs)
    {
        await using var server = new WireServer(mcp => mcp.WithTools([MapTools.Create()]));

        var answer = await server.CallAsync(MapTools.Name, members);

        Assert.That(answer.IsResult(), Is.EqualTo(runs));
        Assert.That(server.Audit.Decisions.Single().Effect, Is.EqualTo(runs ? AuditEffect.Allow : AuditEffect.Deny));
    }

    [Test]
    public void Message_without_params_passes() => Assert.That(StrictParams.Check(null, 1024, out _), Is.Null);

    [Test]
    public void Params_that_are_not_an_object_are_checked_too() =>
        Assert.That(StrictParams.Check(JsonNode.Parse("""[{"a":1,"A":2}]"""), 1024, out _), Is.EqualTo(ReasonCode.DuplicateMember));

    private async Task<bool> ResultAsync(string members)
    {
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));
        return (await server.CallAsync("open", members)).IsResult();
    }

    private async Task AssertRefusedAsync(string members, ReasonCode reason)
    {
        var runs = _probe.Runs;
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]));

        var error = (await server.CallAsync("open", members)).ErrorOf();

        Assert.That(error.Code, Is.EqualTo(-32600));
        Assert.That(_probe.Runs, Is.EqualTo(runs));
        var record = server.Audit.Records.Single();
        Assert.That((record.Effect, record.Reason, record.Target), Is.EqualTo((AuditEffect.Deny, reason, "open")));
    }
}
