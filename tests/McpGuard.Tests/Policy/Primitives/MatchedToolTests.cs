using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Primitives;

/// <summary>The rule is that of the tool that runs, not of the name that was sent.</summary>
[TestFixture]
internal sealed class MatchedToolTests
{
    [Test]
    public void Tool_that_comes_later_is_judged_by_its_own_declaration()
    {
        var harness = new PolicyHarness();
        var (read, undeclared) = (Probe.Read(), Probe.Undeclared());

        Assert.That(harness.Decide("notes:read", read.Tool).IsAllowed, Is.True);
        Assert.That(harness.Decide("", read.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Decide("notes:read", undeclared.Tool).Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Tool_that_takes_the_name_of_another_is_judged_by_its_own_declaration()
    {
        var harness = new PolicyHarness(null, Probe.Open("tool").Tool);
        var exchanged = Probe.Read("tool");

        Assert.That(harness.Decide("", exchanged.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public void Later_tool_gets_the_requirements_of_the_configuration()
    {
        var harness = new PolicyHarness(options => options.Tools["read"] = new ToolOptions { Scopes = { "extra" } });
        var probe = Probe.Read();

        Assert.That(harness.Decide("notes:read", probe.Tool).ScopesMissing, Is.EqualTo(new[] { "extra" }));
    }

    [Test]
    public void Tool_that_comes_later_with_a_demand_that_cannot_be_made_is_denied()
    {
        var tool = McpServerTool.Create([AllowAnyCaller, RequireCondition("nope")] () => "", new() { Name = "later" });

        Assert.That(new PolicyHarness().Decide("", tool).Reason, Is.EqualTo(ReasonCode.ConditionFailed));
    }

    [Test]
    public void Rule_of_the_matched_tool_applies_to_any_spelling_of_its_name()
    {
        var (open, read) = (Probe.Open(), Probe.Read());
        var harness = new PolicyHarness(null, open.Tool, read.Tool);

        Assert.That(harness.Decide(Callers.With(), read.Tool, "open").Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public void Listed_tool_that_was_not_matched_is_unknown()
    {
        var probe = Probe.Open();
        var harness = new PolicyHarness(null, probe.Tool);

        Assert.That(harness.Decide(Callers.With(), null, "open").Reason, Is.EqualTo(ReasonCode.TargetUnknown));
    }

    [TestCase("nope")]
    [TestCase("")]
    [TestCase(null)]
    public void Unused_name_is_unknown(string? name) =>
        Assert.That(new PolicyHarness(null, Probe.Open().Tool).Decide(Callers.With(), null, name).Reason,
            Is.EqualTo(ReasonCode.TargetUnknown));

    [Category("RSP-12")]
    [TestCase("Open")]
    [TestCase("open ")]
    [TestCase(" open")]
    [TestCase("ｏｐｅｎ")]
    [TestCase("open\0")]
    [TestCase("ope\u006E\u0301")]
    public void Name_is_compared_to_the_letter(string name)
    {
        var harness = new PolicyHarness(null, Probe.Open().Tool);

        Assert.That(harness.DecideByName(Callers.With(), name), Is.Null);
    }

    [Test]
    public void Decision_by_name_is_the_one_for_the_tool()
    {
        var harness = new PolicyHarness(null, Probe.Open().Tool, Probe.Read().Tool, Probe.Undeclared().Tool);

        Assert.That(harness.DecideByName(Callers.With(), "open")!.IsAllowed, Is.True);
        Assert.That(harness.DecideByName(Callers.With(), "read")!.Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.DecideByName(Callers.With(), "undeclared")!.Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
        Assert.That(harness.DecideByName(Callers.With(), null), Is.Null);
    }

    [Test]
    public void Handler_of_the_author_serves_the_tools_that_are_named_in_the_options()
    {
        var harness = new PolicyHarness(
            options => options.Tools["served"] = new ToolOptions { Scopes = { "extra" } },
            server => server.Handlers.CallToolHandler = (_, _) => new(new CallToolResult()));

        Assert.That(harness.Decide(Callers.With("extra"), null, "served").IsAllowed, Is.True);
        Assert.That(harness.Decide(Callers.With(), null, "served").Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Decide(Callers.With("extra"), null, "other").Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Named_tool_without_a_handler_to_serve_it_is_unknown()
    {
        var harness = new PolicyHarness(options => options.Tools["served"] = new ToolOptions { Scopes = { "extra" } });

        Assert.That(harness.Decide(Callers.With("extra"), null, "served").Reason, Is.EqualTo(ReasonCode.TargetUnknown));
    }
}
