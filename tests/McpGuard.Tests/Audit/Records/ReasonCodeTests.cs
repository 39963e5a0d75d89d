namespace McpGuard.Tests.Audit.Records;

/// <summary>A reason keeps its number and its written name: programs and records of yesterday have them.</summary>
[TestFixture]
[Category("AUD-7")]
internal sealed class ReasonCodeTests
{
    // The place is the number. A new reason is added at the end.
    private static readonly string[] _reasons =
    [
        "None", "Allowed", "OriginNotAllowed", "CredentialMissing", "CredentialMalformed", "CredentialInQuery", "TokenMalformed", "TokenTooLarge",
        "TokenTypeRefused", "AlgorithmRefused", "CriticalHeaderRefused", "IssuerUnknown", "KeyUnknown", "SignatureInvalid", "AudienceMismatch",
        "AudienceNotSole", "TokenExpired", "TokenRevoked", "TokenInactive", "TokenNotYetValid", "LifetimeTooLong", "ClaimMissing", "ClaimInvalid",
        "SenderConstraintUnsupported", "KeysUnavailable", "IntrospectionUnavailable", "MethodNotAllowed", "MediaTypeRefused", "BodyTooLarge",
        "BodyMalformed", "DuplicateMember", "MemberCaseRefused", "EnvelopeInvalid", "HeaderMismatch", "ProtocolVersionTooOld", "ScopeInsufficient",
        "ActorRequired", "ActorForbidden", "ActorNotAllowed", "ActorDenied", "DelegationTooDeep", "ClientNotAllowed", "IssuerNotAllowed",
        "MembershipMissing", "TenantNotAllowed", "NetworkNotAllowed", "OutsideHours", "DeviceNotAllowed", "SignInInsufficient", "RiskTooHigh",
        "RateExceeded", "ArgumentsNotAllowed", "ConditionNotMet", "ConditionFailed", "EngineDenied", "EngineUnavailable", "AuthorPolicyDenied",
        "TargetUnknown", "TargetUndeclared", "TaskUnknown", "TargetChanged", "DecisionSpent", "RequestStateRefused", "RequestStateUnusable",
        "OtherCallersRequest", "SessionRefused", "StreamsExceeded", "SessionsExceeded", "CallerMissing", "AuditUnavailable", "RequestAborted",
        "InternalError", "StateUnavailable",
        "ApprovalRequired", "ApprovalDenied", "ApprovalUsed", "ApprovalsExceeded", "ApprovalTooLarge",
        "ApproverNotEligible", "ApproverIsRequester", "ApproverUnknown", "ApprovalNotPending", "FormInvalid",
        "CredentialsDisagree", "TokenUsed",
    ];

    [Test]
    public void Numbers_never_change() =>
        Assert.That(
            Enum.GetValues<ReasonCode>().Select(reason => $"{reason} {(int)reason}"), Is.EqualTo(_reasons.Select((name, number) => $"{name} {number}")));

    [Test]
    public void Reason_that_was_never_set_allows_nothing()
    {
        Assert.That(default(ReasonCode), Is.EqualTo(ReasonCode.None));
        Assert.That(default(TokenResult).Reason, Is.EqualTo(ReasonCode.InternalError));
        Assert.That(new AccessDecision(default(ReasonCode)).IsAllowed, Is.False);
        Assert.That(() => TokenResult.Refused(ReasonCode.None), Throws.InstanceOf<ArgumentOutOfRangeException>());
    }
}
