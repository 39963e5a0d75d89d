namespace McpGuard.Tests.Answers;

/// <summary>The text of a refusal says enough for a model to act on it, and nothing about the rule.</summary>
[TestFixture]
internal sealed class RefusalTextTests
{
    private static readonly ReasonCode[] _reasons =
        [.. Enum.GetValues<ReasonCode>().Where(reason => reason is not (ReasonCode.None or ReasonCode.Allowed or ReasonCode.TargetUnknown))];

    // Words on which client libraries send a request again, or frameworks believe that the connection is lost.
    private static readonly string[] _retryWords =
    [
        "HTTP 4", "HTTP 5", "connection", "connected", "closed", "fetch", "network error", "socket", "ECONN", "timeout", "timed out", "try again",
    ];

    private readonly Probe _probe = Probe.Read("files_read");

    [TestCaseSource(nameof(_reasons))]
    public void Text_alone_states_the_refusal_and_suggests_no_retry(ReasonCode reason)
    {
        var refusal = Refusal.Of(AccessDecision.Denied(reason), new AuditHarness().Operation("files_read"));

        Assert.That(_retryWords.Where(word => refusal.Message.Contains(word, StringComparison.OrdinalIgnoreCase)), Is.Empty);
        if (refusal.Class != RefusalClass.Request)
            Assert.That(
                refusal.Message,
                Does.StartWith("The call of files_read was refused, and nothing was run. ").And.EndWith(" Reference: op-1.").And.Contain(refusal.Sentence));
        if (refusal.Class == RefusalClass.Final)
            Assert.That(refusal.Message, Does.Contain("Do not repeat the call"));
    }

    [TestCaseSource(nameof(_reasons))]
    public void Text_of_a_call_that_the_guard_ends_has_no_word_on_which_clients_retry(ReasonCode reason)
    {
        var text = Refusal.OfEnd(reason, new AuditHarness().Operation("files_read")).Message;

        Assert.That(_retryWords.Where(word => text.Contains(word, StringComparison.OrdinalIgnoreCase)), Is.Empty);
    }

    [Test]
    public void Instructions_have_no_word_on_which_clients_retry() =>
        Assert.That(_retryWords.Where(word => RefusalInstructions.Text.Contains(word, StringComparison.OrdinalIgnoreCase)), Is.Empty);

    [TestCase(0.2, "Wait 1 second before the next call.")]
    [TestCase(11.1, "Wait 12 seconds before the next call.")]
    public void Wait_is_given_in_whole_seconds(double seconds, string expected) =>
        Assert.That(
            Refusal.Of(
                AccessDecision.Denied(ReasonCode.RateExceeded) with { RetryAfter = TimeSpan.FromSeconds(seconds) }, new AuditHarness().Operation()).Message,
            Does.Contain(expected));

    [TestCase(
        """{"text":"b"}""", "Change the argument text. Do not repeat the call with the same arguments.", TestName = "Argument_that_the_caller_sent_is_named")]
    [TestCase("{}", "Change the arguments. Do not repeat", TestName = "Argument_that_the_caller_did_not_send_is_not_named")]
    public void Argument_is_named(string arguments, string expected) => Assert.That(
        RefusalOf(
            """{"Rules":{"r":{"Tools":["files_read"],"Arguments":{"type":"object","required":["text"],"properties":{"text":{"const":"a"}}}}}}""",
            arguments).Message,
        Does.Contain(expected).And.Not.Contain("const"));

    [Test]
    public void Rule_determines_the_text_of_its_refusals() => Assert.That(
        RefusalOf("""{"Rules":{"r":{"Tools":["files_read"],"Network":["203.0.113.0/24"],"Says":"Use the office network."}}}""").Message,
        Is.EqualTo(
            "The call of files_read was refused, and nothing was run. Use the office network. Do not repeat the call. A new sign-in does not help. " +
                "Reference: op-1."));

    [TestCase("\"Network\":[\"203.0.113.0/24\"]")]
    [TestCase("\"Arguments\":{\"required\":[\"text\"]}")]
    public void Rule_tells_no_reason(string demand)
    {
        var refusal = RefusalOf($$"""{"Lists":"ShowAll","Rules":{"r":{"Tools":["files_read"],{{demand}},"Says":""} } }""");

        Assert.That(
            refusal.Message,
            Is.EqualTo("The call of files_read was refused, and nothing was run. Do not repeat the call. A new sign-in does not help. Reference: op-1."));
        Assert.That((refusal.Code, refusal.Reason, refusal.IsRetryable), Is.EqualTo((40301, (ReasonCode?)null, false)));
    }

    [Test]
    public void Missing_scope_is_named_also_by_a_rule_that_tells_no_reason() => Assert.That(
        RefusalOf("""{"Rules":{"r":{"Tools":["files_read"],"Scopes":["more"],"Says":""}}}""").Message,
        Does.Contain("the access token lacks more. Ask the user to allow the scope more and to sign in again."));

    [TestCase("7", "is not a text")]
    [TestCase("\"a\\nb\"", "is not one line of at most 300 characters")]
    public void Wrong_text_of_a_rule_is_a_problem(string says, string problem) => Assert.That(
        new PolicyHarness(
            options => options.Policy = $$"""{"Rules":{"r":{"Tools":["files_read"],"Scopes":["x"],"Says":{{says}} } } }""", _probe.Tool).Problems.Single(),
        Does.Contain("$.Rules.r.Says").And.Contain(problem));

    [Test]
    public void Name_is_bounded_and_harmless() => Assert.That(
        Refusal.Of(AccessDecision.Denied(ReasonCode.OutsideHours), new AuditHarness().Operation($"<b>\n{new string('a', 200)}")).Message,
        Does.StartWith($"The call of ?b??{new string('a', 96)} was refused"));

    private Refusal RefusalOf(string policy, string arguments = "{}")
    {
        var harness = new PolicyHarness(options => options.Policy = policy, _probe.Tool);
        Assert.That(harness.Problems, Is.Empty);
        return Refusal.Of(harness.Decide(Callers.With("notes:read"), _probe.Tool, arguments: arguments), new AuditHarness().Operation("files_read"));
    }
}
