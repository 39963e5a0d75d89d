using System.Reflection;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requirements;

[TestFixture]
internal sealed class DeclaredScopeTests
{
    [TestCase("a b", ReasonCode.Allowed)]
    [TestCase("b a c", ReasonCode.Allowed)]
    [TestCase("a", ReasonCode.ScopeInsufficient)]
    [TestCase("b", ReasonCode.ScopeInsufficient)]
    [TestCase("", ReasonCode.ScopeInsufficient)]
    [TestCase("ab", ReasonCode.ScopeInsufficient)]
    [TestCase("A B", ReasonCode.ScopeInsufficient)]
    public void Every_declared_scope_is_needed(string granted, ReasonCode expected)
    {
        var tool = McpServerTool.Create([RequireScope("a", "b")] () => "", new() { Name = "tool" });

        Assert.That(new PolicyHarness(null, tool).Decide(granted, tool).Reason, Is.EqualTo(expected));
    }

    [Test]
    [Category("SCP-3")]
    public void Refusal_names_all_scopes_of_the_tool_and_those_missing()
    {
        var tool = McpServerTool.Create([RequireScope("a", "b", "c")] () => "", new() { Name = "tool" });

        var decision = new PolicyHarness(null, tool).Decide("b d", tool);

        Assert.That(decision.ScopesRequired, Is.EqualTo(new[] { "a", "b", "c" }));
        Assert.That(decision.ScopesMissing, Is.EqualTo(new[] { "a", "c" }));
    }

    [Test]
    public void Several_declarations_add_up()
    {
        var tool = McpServerTool.Create([RequireScope("a")][RequireScope("b")] () => "", new() { Name = "tool" });

        Assert.That(RuleOf(new PolicyHarness(null, tool), tool).Scopes, Is.EquivalentTo(new[] { "a", "b" }));
    }

    [Test]
    public void Class_and_method_add_up()
    {
        var harness = new PolicyHarness(null, Declared(nameof(NotesTools.Write)), Declared(nameof(NotesTools.List)));

        Assert.That(harness.Rules.Tools.Find("write").Rule!.Scopes, Is.EquivalentTo(new[] { "notes", "notes:write" }));
        Assert.That(harness.Rules.Tools.Find("list").Rule!.Scopes, Is.EqualTo(new[] { "notes" }));
    }

    [Test]
    public void Class_that_inherits_a_tool_adds_its_own_demand()
    {
        var tool = McpServerTool.Create(typeof(GuardedNotes).GetMethod(nameof(GuardedNotes.Ping))!, new GuardedNotes(), new() { Name = "ping" });

        Assert.That(RuleOf(new PolicyHarness(null, tool), tool).Scopes, Is.EquivalentTo(new[] { "ping", "guarded" }));
    }

    [Test]
    public void Method_for_any_caller_still_needs_the_scopes_of_its_class()
    {
        var tool = Declared(nameof(NotesTools.Open));
        var harness = new PolicyHarness(null, tool);

        Assert.That(harness.Decide("", tool).Reason, Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(harness.Decide("notes", tool).IsAllowed, Is.True);
    }

    [Test]
    [Category("SCP-10")]
    public void Tool_for_any_caller_needs_no_scope()
    {
        var probe = Probe.Open();

        Assert.That(new PolicyHarness(null, probe.Tool).Decide("", probe.Tool).IsAllowed, Is.True);
    }

    [Test]
    public void Tool_that_declares_nothing_is_denied_to_everybody()
    {
        var probe = Probe.Undeclared();
        var harness = new PolicyHarness(null, probe.Tool);

        Assert.That(harness.Decide("notes:read admin *", probe.Tool).Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
        Assert.That(harness.Rules.Tools.Undeclared, Is.EqualTo(new[] { "undeclared" }));
    }

    [Test]
    public void Declaration_without_scopes_declares_nothing()
    {
        var tool = McpServerTool.Create([RequireScope] () => "", new() { Name = "tool" });

        Assert.That(new PolicyHarness(null, tool).Decide("a", tool).Reason, Is.EqualTo(ReasonCode.TargetUndeclared));
    }

    [Test]
    public void Allowing_allocates_no_decision()
    {
        var probe = Probe.Read();
        var harness = new PolicyHarness(null, probe.Tool);

        Assert.That(harness.Decide("notes:read", probe.Tool), Is.SameAs(harness.Decide("notes:read other", probe.Tool)));
    }

    private static TargetRule RuleOf(PolicyHarness harness, McpServerTool tool) =>
        harness.Rules.Tools.Find(tool.ProtocolTool.Name, tool).Rule ?? throw new InvalidOperationException("No rule.");

    private static McpServerTool Declared(string method) =>
        McpServerTool.Create(typeof(NotesTools).GetMethod(method, BindingFlags.Static | BindingFlags.Public)!, target: null);

    [RequireScope("notes")]
    private static class NotesTools
    {
        [McpServerTool(Name = "list")]
        public static string List() => "";

        [McpServerTool(Name = "write"), RequireScope("notes:write")]
        public static string Write() => "";

        [McpServerTool(Name = "open"), AllowAnyCaller]
        public static string Open() => "";
    }

    private abstract class Notes
    {
        [RequireScope("ping")]
        public string Ping() => GetType().Name;
    }

    [RequireScope("guarded")]
    private sealed class GuardedNotes : Notes;
}
