using ModelContextProtocol.Server;
namespace McpGuard.Tests.Answers;

[TestFixture]
internal sealed class RefusalTests
{
    private static readonly ReasonCode[] _reasons = [.. Enum.GetValues<ReasonCode>().Where(reason => reason is not (ReasonCode.None or ReasonCode.Allowed))];

    [TestCaseSource(nameof(_reasons))]
    [Category("RSP-4")]
    public void Code_is_one_of_json_rpc_or_outside_the_reserved_ranges(ReasonCode reason)
    {
        var refusal = Refusal.Of(reason);

        Assert.That(refusal.Code, Is.AnyOf(-32700, -32600, -32602, -32020, -32022).Or.InRange(40000, 50399));
    }

    [TestCaseSource(nameof(_reasons))]
    public void Own_code_begins_with_the_status(ReasonCode reason)
    {
        var refusal = Refusal.Of(reason);

        if (refusal.Code > 0)
            Assert.That(refusal.Code / 100, Is.EqualTo(refusal.Status));
        else
            Assert.That(refusal.Status, Is.LessThan(500).And.Not.EqualTo(401).And.Not.EqualTo(403));
    }

    [TestCaseSource(nameof(_reasons))]
    [Category("LOG-6")]
    public void Message_is_a_sentence_without_names_or_values(ReasonCode reason) =>
        Assert.That(Refusal.Of(reason).Message, Does.Match("^[A-Z][A-Za-z0-9 ,.:;'+<>/-]+[.]$"));

    [TestCaseSource(nameof(_reasons))]
    public void Retry_is_suggested_only_if_another_token_or_time_could_help(ReasonCode reason)
    {
        var refusal = Refusal.Of(reason);

        Assert.That(refusal.IsRetryable, Is.EqualTo(refusal.Status is 401 or 429 or 503 && reason != ReasonCode.LifetimeTooLong));
    }

    [Test]
    [Category("SCP-3")]
    public void Missing_scope_names_every_scope_of_the_operation_and_invites_another_try()
    {
        var probe = McpServerTool.Create([RequireScope("a", "b", "c")] () => "", new() { Name = "tool" });

        var refusal = Refusal.Of(new PolicyHarness(null, probe).Decide("a b", probe), new AuditHarness().Operation());

        Assert.That((refusal.Status, refusal.Error, refusal.Scope, refusal.IsRetryable), Is.EqualTo((403, "insufficient_scope", "a b c", true)));
    }

    [Test]
    [Category("SCP-7")]
    public void Only_a_missing_scope_is_insufficient_scope() =>
        Assert.That(_reasons.Where(reason => Refusal.Of(reason).Error == "insufficient_scope"), Is.EqualTo(new[] { ReasonCode.ScopeInsufficient }));

    [TestCase(ReasonCode.KeysUnavailable)]
    [TestCase(ReasonCode.IntrospectionUnavailable)]
    [Category("TOK-30")]
    public void Token_that_cannot_be_checked_is_not_called_invalid(ReasonCode reason) =>
        Assert.That((Refusal.Of(reason).Status, Refusal.Of(reason).Error), Is.EqualTo((503, (string?)null)));

    [Test]
    public void Every_fault_of_a_token_is_an_invalid_token() =>
        Assert.That(_reasons.Where(reason => Refusal.Of(reason).Error == "invalid_token"), Is.EquivalentTo(_reasons.Where(reason =>
            $"{reason}".StartsWith("Token", StringComparison.Ordinal) || reason is ReasonCode.AlgorithmRefused or ReasonCode.CriticalHeaderRefused
                or ReasonCode.IssuerUnknown or ReasonCode.KeyUnknown or ReasonCode.SignatureInvalid or ReasonCode.AudienceMismatch
                or ReasonCode.AudienceNotSole or ReasonCode.LifetimeTooLong or ReasonCode.ClaimMissing or ReasonCode.ClaimInvalid
                or ReasonCode.SenderConstraintUnsupported)));

    [Test]
    public void Allowed_is_not_a_refusal() =>
        Assert.That(() => Refusal.Of(ReasonCode.Allowed), Throws.InstanceOf<ArgumentOutOfRangeException>());
}
