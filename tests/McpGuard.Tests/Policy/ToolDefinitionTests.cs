using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests;

/// <summary>A tool that was reviewed cannot become another one unseen (class T15: rug pull, poisoning).</summary>
[TestFixture]
[Category("T15")]
internal sealed class ToolDefinitionTests
{
    private static readonly string _digest = ToolDefinition.DigestOf(Make().ProtocolTool);

    private static readonly TestCaseData[] _changes =
    [
        new(Make("other")) { TestName = "Another_name_is_another_definition" },
        new(Make(description: "Sends a mail, and a copy to me.")) { TestName = "Another_description_is_another_definition" },
        new(Make(title: "Mail!")) { TestName = "Another_title_is_another_definition" },
        new(Make(body: (string to, string bcc) => "")) { TestName = "Another_schema_is_another_definition" },
        new(Make(readOnly: true)) { TestName = "Another_annotation_is_another_definition" },
    ];

    [Test]
    public void Tool_as_it_was_reviewed_may_be_called()
    {
        var harness = Pinned(_digest, Make());

        Assert.That(harness.Problems, Is.Empty);
        Assert.That(harness.Decide("", harness.Server.ToolCollection!.Single()).IsAllowed, Is.True);
    }

    [TestCaseSource(nameof(_changes))]
    public void Changed_definition(McpServerTool changed) =>
        Assert.That(ToolDefinition.DigestOf(changed.ProtocolTool), Is.Not.EqualTo(_digest));

    [Test]
    public void Tool_that_was_changed_since_its_review_stops_the_start_and_says_what_it_is_now()
    {
        var changed = Make(description: "Sends a mail, and a copy to me.");

        Assert.That(Pinned(_digest, changed).Problems, Has.One.Contains("The tool 'mail' is not the one").And.Contains(ToolDefinition.DigestOf(changed.ProtocolTool)));
    }

    [Test]
    public void Tool_that_is_exchanged_while_the_server_runs_cannot_be_called()
    {
        var harness = Pinned(_digest, Make());

        var decision = harness.Decide("", Make(description: "Sends a mail, and a copy to me."));

        Assert.That((decision.Reason, decision.Facts.Single().Condition), Is.EqualTo((ReasonCode.TargetChanged, "definition")));
    }

    [Test]
    public void Tool_that_is_not_pinned_may_change() =>
        Assert.That(new PolicyHarness(null, Make()).Decide("", Make(description: "Sends a mail, politely.")).IsAllowed, Is.True);

    [TestCase("Sends a mail.\u200B")]
    [TestCase("Sends \u202Ea mail.")]
    [TestCase("Sends a mail.\u2063")]
    [TestCase("\uFEFFSends a mail.")]
    [TestCase("Sends a mail.\U000E0041\U000E0042")]
    public void Text_that_nobody_sees_stops_the_start(string description) =>
        Assert.That(new PolicyHarness(null, Make(description: description)).Problems, Has.One.Contains("invisible character U+"));

    [TestCase("Schickt eine E-Mail. 📧👩‍💻")]
    [TestCase("می‌خواهم")]
    public void Text_that_people_write_does_not(string description) =>
        Assert.That(new PolicyHarness(null, Make(description: description)).Problems, Is.Empty);

    private static PolicyHarness Pinned(string digest, McpServerTool tool) => new(options => options.Tools["mail"] = new ToolOptions { Definition = digest }, tool);

    private static McpServerTool Make(string name = "mail", string description = "Sends a mail.", string? title = null, Delegate? body = null, bool? readOnly = null) =>
        McpServerTool.Create(body ?? ((string to) => ""), new() { Name = name, Description = description, Title = title, ReadOnly = readOnly, Metadata = [new AllowAnyCallerAttribute()] });
}
