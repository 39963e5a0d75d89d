namespace McpGuard.Audit;

/// <summary>
/// Why a request was decided as it was: a closed list, in audit records as <c>snake_case</c>.
/// </summary>
public enum ReasonCode
{
    /// <summary>Everything asked for was there.</summary>
    Allowed,

    /// <summary>The <c>Origin</c> header names a web origin that may not call this server.</summary>
    OriginNotAllowed,

    /// <summary>No credential was presented, or one of a scheme that is not served.</summary>
    CredentialMissing,

    /// <summary>The <c>Authorization</c> header is doubled or not well formed.</summary>
    CredentialMalformed,

    /// <summary>A token was put into the query string, where it ends up in logs.</summary>
    CredentialInQuery,

    /// <summary>The token is not a well-formed signed JWT, and no issuer can be asked about it.</summary>
    TokenMalformed,

    /// <summary>The token, or a part of it, is larger than any real one.</summary>
    TokenTooLarge,

    /// <summary>The token is not an access token: by its <c>typ</c> (RFC 9068 section 4), or by what it claims.</summary>
    TokenTypeRefused,

    /// <summary>The token's algorithm is not asymmetric, or does not fit its key (RFC 8725 section 3.1).</summary>
    AlgorithmRefused,

    /// <summary>The token has critical header parameters, and none is understood (RFC 7515 section 4.1.11).</summary>
    CriticalHeaderRefused,

    /// <summary>The token is from an issuer that is not configured.</summary>
    IssuerUnknown,

    /// <summary>The issuer has published no key that fits the token.</summary>
    KeyUnknown,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid,

    /// <summary>The token is meant for another resource.</summary>
    AudienceMismatch,

    /// <summary>The token is for other resources as well, and must be for this one alone.</summary>
    AudienceNotSole,

    /// <summary>The token has expired.</summary>
    TokenExpired,

    /// <summary>The token, or something that it rests on, has been revoked.</summary>
    TokenRevoked,

    /// <summary>The issuer says that the token is not active (RFC 7662 section 2.2).</summary>
    TokenInactive,

    /// <summary>The token is not valid yet, or was issued in the future.</summary>
    TokenNotYetValid,

    /// <summary>The token lives longer than the policy permits.</summary>
    LifetimeTooLong,

    /// <summary>A claim that an access token must have is missing (RFC 9068 section 2.2).</summary>
    ClaimMissing,

    /// <summary>A claim has another type, or a value out of range.</summary>
    ClaimInvalid,

    /// <summary>The token is bound to a key (<c>cnf</c>) in a way that is not enabled here.</summary>
    SenderConstraintUnsupported,

    /// <summary>
    /// The issuer's keys could not be had, or not the one that the token names, so nothing can be said about the token.
    /// </summary>
    KeysUnavailable,

    /// <summary>The issuer could not be asked about the token, so nothing can be said about it.</summary>
    IntrospectionUnavailable,

    /// <summary>The HTTP method is not one of the endpoint.</summary>
    MethodNotAllowed,

    /// <summary>The body is not <c>application/json</c> in UTF-8, or is compressed.</summary>
    MediaTypeRefused,

    /// <summary>The body is larger than the limit.</summary>
    BodyTooLarge,

    /// <summary>The body is not JSON in UTF-8.</summary>
    BodyMalformed,

    /// <summary>Two members of one object have names that are equal ignoring case.</summary>
    DuplicateMember,

    /// <summary>A member that the protocol defines is written in another case.</summary>
    MemberCaseRefused,

    /// <summary>The body is JSON, but not one JSON-RPC message, or an answer where the protocol has no questions.</summary>
    EnvelopeInvalid,

    /// <summary>A header says something else than the body.</summary>
    HeaderMismatch,

    /// <summary>The message names an older protocol version than is served, or none.</summary>
    ProtocolVersionTooOld,

    /// <summary>The token lacks a scope that the operation needs.</summary>
    ScopeInsufficient,

    /// <summary>The caller acts for nobody, and must.</summary>
    ActorRequired,

    /// <summary>The caller acts for somebody, and must not.</summary>
    ActorForbidden,

    /// <summary>The current actor is not one of those that are allowed.</summary>
    ActorNotAllowed,

    /// <summary>An actor that is denied is somewhere in the chain.</summary>
    ActorDenied,

    /// <summary>The chain of actors is longer than is allowed.</summary>
    DelegationTooDeep,

    /// <summary>The OAuth client is not one of those that are allowed.</summary>
    ClientNotAllowed,

    /// <summary>The token's issuer is trusted, and its word does not count for this.</summary>
    IssuerNotAllowed,

    /// <summary>The subject is in none of the groups, or has none of the roles, of which one is needed.</summary>
    MembershipMissing,

    /// <summary>The subject belongs to another tenant than the request is about.</summary>
    TenantNotAllowed,

    /// <summary>The request comes from a network from which this is not allowed.</summary>
    NetworkNotAllowed,

    /// <summary>This is not allowed at this time.</summary>
    OutsideHours,

    /// <summary>The device is not in a state in which this is allowed, or nobody has looked at it lately.</summary>
    DeviceNotAllowed,

    /// <summary>The subject has not signed in strongly or recently enough.</summary>
    SignInInsufficient,

    /// <summary>The session's risk is too high, or is not known.</summary>
    RiskTooHigh,

    /// <summary>There have been too many calls within a time.</summary>
    RateExceeded,

    /// <summary>The arguments are not as the policy demands.</summary>
    ArgumentsNotAllowed,

    /// <summary>A condition of the server's author is not met.</summary>
    ConditionNotMet,

    /// <summary>A condition could not be judged, so it is not met.</summary>
    ConditionFailed,

    /// <summary>The policy engine does not permit it.</summary>
    EngineDenied,

    /// <summary>The policy engine could not be asked.</summary>
    EngineUnavailable,

    /// <summary>The author's own <c>[Authorize]</c> policy refused it.</summary>
    AuthorPolicyDenied,

    /// <summary>There is no such tool, prompt or resource.</summary>
    TargetUnknown,

    /// <summary>Nothing says who may use it, so nobody may.</summary>
    TargetUndeclared,

    /// <summary>There is no such task, or it is another caller's.</summary>
    TaskUnknown,

    /// <summary>Something else was about to run than what was authorized.</summary>
    TargetChanged,

    /// <summary>A filter of the server wanted to run again, or later, what one decision had allowed once.</summary>
    DecisionSpent,

    /// <summary>The state of a suspended request came from another caller, or for another request, or was made up.</summary>
    RequestStateRefused,

    /// <summary>A suspended request could never go on: its state is too large, it asks too much at once, or it was suspended too often.</summary>
    RequestStateUnusable,

    /// <summary>The message cancels, answers or reports on what another caller asked or was asked.</summary>
    OtherCallersRequest,

    /// <summary>The session was not given to this caller by this server.</summary>
    SessionRefused,

    /// <summary>The caller has as many open streams as it may have.</summary>
    StreamsExceeded,

    /// <summary>The caller has as many sessions as it may have.</summary>
    SessionsExceeded,

    /// <summary>The message reached the server past the guard's endpoint, so nobody is known to have sent it.</summary>
    CallerMissing,

    /// <summary>What was decided could not be recorded.</summary>
    AuditUnavailable,

    /// <summary>The client went away, or broke its request off, before it was decided.</summary>
    RequestAborted,

    /// <summary>The guard itself failed.</summary>
    InternalError,
}
