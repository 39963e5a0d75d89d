using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Policy.Requests;

/// <summary>An argument that the tool's schema does not declare is on record, and refused where an option says so.</summary>
[TestFixture]
internal sealed class UndeclaredArgumentTests
{
    private static readonly McpServerTool _tool = McpServerTool.Create([AllowAnyCaller] (string city) => "", new() { Name = "tool" });

    [TestCase("""{"city":"x"}""", null)]
    [TestCase("""{"city":"x","citty":"y","zone":1}""", "citty,zone")]
    [TestCase("""{"City":"x"}""", "City")]
    public async Task Name_of_an_undeclared_argument_is_on_record(string arguments, string? names)
    {
        var audit = new AuditHarness();

        var record = await audit.RecordAsync(arguments, _tool);

        Assert.That(record.UndeclaredArguments, Is.EqualTo(names?.Split(',')));
    }

    [Test]
    [Category("LOG-5")]
    public async Task Names_on_record_are_bounded()
    {
        var names = Enumerable.Range(0, 1000).Select(index => $"\"{index}{new string('x', 1000)}\":1");

        var record = await new AuditHarness().RecordAsync($"{{{string.Join(',', names)}}}", _tool);

        Assert.That(record.UndeclaredArguments, Has.Count.EqualTo(64).And.All.Length.LessThan(300));
    }

    [Test]
    public async Task Tool_whose_schema_allows_other_names_declares_them_all()
    {
        var open = new Mock<McpServerTool>();
        open.Setup(tool => tool.ProtocolTool).Returns(
            new ModelContextProtocol.Protocol.Tool
            {
                Name = "open",
                InputSchema = System.Text.Json.JsonElement.Parse("""{"type":"object","additionalProperties":true}"""),
            });

        Assert.That((await new AuditHarness().RecordAsync("""{"x":1}""", open.Object)).UndeclaredArguments, Is.Null);
    }

    [TestCase("""{"city":"x"}""", ReasonCode.Allowed)]
    [TestCase("""{"city":"x","citty":"y"}""", ReasonCode.ArgumentsNotAllowed)]
    [TestCase("""{"City":"x"}""", ReasonCode.ArgumentsNotAllowed)]
    [TestCase("""{"city":"x","":1}""", ReasonCode.ArgumentsNotAllowed)]
    public void Undeclared_argument_is_refused_by_option(string arguments, ReasonCode reason)
    {
        Assert.That(Decide(options => options.UndeclaredArguments = UndeclaredArgumentMode.Refuse, arguments), Is.EqualTo(reason));
        Assert.That(Decide(options => options.Tools["tool"] = new() { UndeclaredArguments = UndeclaredArgumentMode.Refuse }, arguments), Is.EqualTo(reason));
        Assert.That(Decide(_ => { }, arguments), Is.EqualTo(ReasonCode.Allowed), "By default it is not.");
    }

    [Test]
    public void Tool_may_have_another_setting_than_all() => Assert.That(
        Decide(
            options =>
            {
                options.UndeclaredArguments = UndeclaredArgumentMode.Refuse;
                options.Tools["tool"] = new() { UndeclaredArguments = UndeclaredArgumentMode.Record };
            },
            """{"citty":1}"""),
        Is.EqualTo(ReasonCode.Allowed));

    [Test]
    public void Override_does_not_end_the_refusal_of_undeclared_arguments() => Assert.That(
        Decide(
            options =>
            {
                options.UndeclaredArguments = UndeclaredArgumentMode.Refuse;
                options.Policy = """{"Rules":{"r":{"Tools":["tool"],"Override":true,"AllowAnyCaller":true}}}""";
            },
            """{"citty":1}"""),
        Is.EqualTo(ReasonCode.ArgumentsNotAllowed));

    [Test]
    public void Handler_has_no_schema_to_refuse_by()
    {
        var harness = new PolicyHarness(
            options =>
            {
                options.UndeclaredArguments = UndeclaredArgumentMode.Refuse;
                options.Tools["handled"] = new() { Scopes = { "a" } };
            },
            server => server.Handlers.CallToolHandler = (_, _) => default);

        Assert.That(harness.Problems, Has.One.Contains("McpGuard:Tools:handled:UndeclaredArguments to Record"));
    }

    [Test]
    public void Setting_is_part_of_the_policy_version() => Assert.That(
        new PolicyHarness(options => options.UndeclaredArguments = UndeclaredArgumentMode.Refuse, _tool).Rules.Settings.Version,
        Is.Not.EqualTo(new PolicyHarness(null, _tool).Rules.Settings.Version));

    private static ReasonCode Decide(Action<McpGuardOptions> configure, string arguments)
    {
        var harness = new PolicyHarness(configure, _tool);
        var decision = harness.Decide(Callers.With(), _tool, arguments: arguments);
        Assert.That(harness.Problems, Is.Empty);
        Assert.That(harness.DecideByName(Callers.With(), "tool", arguments)!.Reason, Is.EqualTo(decision.Reason), "Both places say the same.");
        return decision.Reason;
    }
}
