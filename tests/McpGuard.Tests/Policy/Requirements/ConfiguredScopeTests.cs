namespace McpGuard.Tests.Policy.Requirements;

[TestFixture]
internal sealed class ConfiguredScopeTests
{
    [Test]
    public void Configuration_adds_to_the_declaration_of_a_tool()
    {
        var probe = Probe.Read();
        var harness = new PolicyHarness(options => options.Tools["read"] = Needing("extra"), probe.Tool);

        Assert.That(harness.Decide("notes:read", probe.Tool).ScopesMissing, Is.EqualTo(new[] { "extra" }));
        Assert.That(harness.Decide("extra", probe.Tool).ScopesMissing, Is.EqualTo(new[] { "notes:read" }));
        Assert.That(harness.Decide("notes:read extra", probe.Tool).IsAllowed, Is.True);
    }

    [Test]
    public void Configuration_without_scopes_takes_nothing_away()
    {
        var probe = Probe.Read();
        var harness = new PolicyHarness(options => options.Tools["read"] = Needing(), probe.Tool);

        Assert.That(harness.Decide("", probe.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public void Configuration_closes_a_tool_that_is_open_to_any_caller()
    {
        var probe = Probe.Open();
        var harness = new PolicyHarness(options => options.Tools["open"] = Needing("extra"), probe.Tool);

        Assert.That(harness.Decide("", probe.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public void Configuration_declares_an_undeclared_tool()
    {
        var probe = Probe.Undeclared();
        var harness = new PolicyHarness(options => options.Tools["undeclared"] = Needing("extra"), probe.Tool);

        Assert.That(harness.Rules.Tools.Undeclared, Is.Empty);
        Assert.That(harness.Decide("", probe.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Decide("extra", probe.Tool).IsAllowed, Is.True);
    }

    [Test]
    public void Configuration_without_scopes_does_not_declare_a_tool()
    {
        var probe = Probe.Undeclared();
        var harness = new PolicyHarness(options => options.Tools["undeclared"] = Needing(), probe.Tool);

        Assert.That(harness.Decide("extra", probe.Tool).Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Configuration_of_another_case_is_of_another_tool()
    {
        var probe = Probe.Undeclared();
        var harness = new PolicyHarness(options => options.Tools["Undeclared"] = Needing("extra"), probe.Tool);

        Assert.That(harness.Decide("extra", probe.Tool).Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Default_scopes_are_for_tools_that_declare_nothing()
    {
        var (read, open, undeclared, configured) = (Probe.Read(), Probe.Open(), Probe.Undeclared(), Probe.Undeclared("configured"));
        var harness = new PolicyHarness(options =>
        {
            options.DefaultScopes.Add("default");
            options.Tools["configured"] = Needing("extra");
        }, read.Tool, open.Tool, undeclared.Tool, configured.Tool);

        Assert.That(harness.Decide("notes:read", read.Tool).IsAllowed, Is.True);
        Assert.That(harness.Decide("", open.Tool).IsAllowed, Is.True);
        Assert.That(harness.Decide("extra", configured.Tool).IsAllowed, Is.True);
        Assert.That(harness.Decide("default", undeclared.Tool).IsAllowed, Is.True);
        Assert.That(harness.Decide("", undeclared.Tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Rules.Tools.Undeclared, Is.Empty);
    }

    private static ToolOptions Needing(params string[] scopes)
    {
        var tool = new ToolOptions();
        foreach (var scope in scopes)
            tool.Scopes.Add(scope);

        return tool;
    }
}
