namespace McpGuard.Audit;

/// <summary>The meaning of a reason for an operator of many systems.</summary>
internal static class OcsfReason
{
    private const int Allowed = 1;
    private const int Blocked = 2;
    private const int Dropped = 6;
    private const int Challenge = 23;
    private const int Unauthorized = 26;
    private const int Error = 27;

    /// <summary>Whether the record refuses a credential.</summary>
    public static bool IsAboutCredential(AuditRecord record) => record.Effect == AuditEffect.Deny && record.Reason is
        ReasonCode.CredentialMissing or ReasonCode.CredentialMalformed or ReasonCode.CredentialInQuery or
        ReasonCode.TokenMalformed or ReasonCode.TokenTooLarge or ReasonCode.TokenTypeRefused or ReasonCode.AlgorithmRefused or
        ReasonCode.CriticalHeaderRefused or ReasonCode.IssuerUnknown or ReasonCode.KeyUnknown or ReasonCode.SignatureInvalid or
        ReasonCode.AudienceMismatch or ReasonCode.AudienceNotSole or ReasonCode.TokenExpired or ReasonCode.TokenRevoked or
        ReasonCode.TokenInactive or ReasonCode.TokenNotYetValid or ReasonCode.LifetimeTooLong or ReasonCode.ClaimMissing or
        ReasonCode.ClaimInvalid or ReasonCode.SenderConstraintUnsupported or ReasonCode.KeysUnavailable or
        ReasonCode.IntrospectionUnavailable or ReasonCode.CredentialsDisagree or ReasonCode.TokenUsed;

    /// <summary>The number of the disposition.</summary>
    public static int Disposition(AuditRecord record) => record.Reason switch
    {
        null or ReasonCode.Allowed => Allowed,
        _ when CanBeMended(record.Reason) => Challenge,
        ReasonCode.RequestAborted => Dropped,
        ReasonCode.KeysUnavailable or ReasonCode.IntrospectionUnavailable or ReasonCode.EngineUnavailable or
        ReasonCode.ConditionFailed or ReasonCode.AuditUnavailable or ReasonCode.StateUnavailable or ReasonCode.InternalError => Error,
        _ when IsAboutCredential(record) => Unauthorized,
        _ => Blocked,
    };

    /// <summary>Whether an honest client gets this refusal in normal operation, and knows what to do.</summary>
    public static bool CanBeMended(ReasonCode? reason) => reason is
        ReasonCode.CredentialMissing or ReasonCode.TokenExpired or ReasonCode.ScopeInsufficient or ReasonCode.SignInInsufficient or
        ReasonCode.ApprovalRequired;

    /// <summary>Whether an operator should look at it: honest clients rarely cause it, but forged requests and stolen tokens do.</summary>
    public static bool IsSuspicious(ReasonCode? reason) => reason is
        ReasonCode.OriginNotAllowed or ReasonCode.CredentialInQuery or ReasonCode.AlgorithmRefused or ReasonCode.CriticalHeaderRefused or
        ReasonCode.SignatureInvalid or ReasonCode.AudienceMismatch or ReasonCode.TokenRevoked or ReasonCode.DuplicateMember or
        ReasonCode.MemberCaseRefused or ReasonCode.HeaderMismatch or ReasonCode.ActorDenied or ReasonCode.RequestStateRefused or
        ReasonCode.TargetChanged or ReasonCode.ApproverIsRequester or ReasonCode.FormInvalid or
        ReasonCode.CredentialsDisagree or ReasonCode.TokenUsed;
}
