namespace McpGuard.Audit;

/// <summary>
/// Why a request was decided as it was: a closed list, in audit records as <c>snake_case</c>. Numbers are for ever: a new reason gets
/// the next one.
/// </summary>
public enum ReasonCode
{
    /// <summary>No decision was taken. It allows nothing, and no record has it.</summary>
    None = 0,

    /// <summary>Everything asked for was there.</summary>
    Allowed = 1,

    /// <summary>The <c>Origin</c> header names a web origin that may not call this server.</summary>
    OriginNotAllowed = 2,

    /// <summary>No credential was presented, or one of a scheme that is not served.</summary>
    CredentialMissing = 3,

    /// <summary>The <c>Authorization</c> header is doubled or not well formed.</summary>
    CredentialMalformed = 4,

    /// <summary>A token was put into the query string, where it ends up in logs.</summary>
    CredentialInQuery = 5,

    /// <summary>The token is not a well-formed signed JWT, and no issuer can be asked about it.</summary>
    TokenMalformed = 6,

    /// <summary>The token, or a part of it, is larger than any real one.</summary>
    TokenTooLarge = 7,

    /// <summary>The token is not an access token: by its <c>typ</c> (RFC 9068 section 4), or by what it claims.</summary>
    TokenTypeRefused = 8,

    /// <summary>The token's algorithm is not asymmetric, or does not fit its key (RFC 8725 section 3.1).</summary>
    AlgorithmRefused = 9,

    /// <summary>The token has critical header parameters, and none is understood (RFC 7515 section 4.1.11).</summary>
    CriticalHeaderRefused = 10,

    /// <summary>The token is from an issuer that is not configured.</summary>
    IssuerUnknown = 11,

    /// <summary>The issuer has published no key that fits the token.</summary>
    KeyUnknown = 12,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid = 13,

    /// <summary>The token is meant for another resource.</summary>
    AudienceMismatch = 14,

    /// <summary>The token is for other resources as well, and must be for this one alone.</summary>
    AudienceNotSole = 15,

    /// <summary>The token has expired.</summary>
    TokenExpired = 16,

    /// <summary>The token, or something that it rests on, has been revoked.</summary>
    TokenRevoked = 17,

    /// <summary>The issuer says that the token is not active (RFC 7662 section 2.2).</summary>
    TokenInactive = 18,

    /// <summary>The token is not valid yet, or was issued in the future.</summary>
    TokenNotYetValid = 19,

    /// <summary>The token lives longer than the policy permits.</summary>
    LifetimeTooLong = 20,

    /// <summary>A claim that an access token must have is missing (RFC 9068 section 2.2).</summary>
    ClaimMissing = 21,

    /// <summary>A claim has another type, or a value out of range.</summary>
    ClaimInvalid = 22,

    /// <summary>The token is bound to a key (<c>cnf</c>) in a way that is not enabled here.</summary>
    SenderConstraintUnsupported = 23,

    /// <summary>
    /// The issuer's keys could not be had, or not the one that the token names, so nothing can be said about the token.
    /// </summary>
    KeysUnavailable = 24,

    /// <summary>The issuer could not be asked about the token, so nothing can be said about it.</summary>
    IntrospectionUnavailable = 25,

    /// <summary>The HTTP method is not one of the endpoint.</summary>
    MethodNotAllowed = 26,

    /// <summary>The body is not <c>application/json</c> in UTF-8, or is compressed.</summary>
    MediaTypeRefused = 27,

    /// <summary>The body is larger than the limit.</summary>
    BodyTooLarge = 28,

    /// <summary>The body is not JSON in UTF-8.</summary>
    BodyMalformed = 29,

    /// <summary>Two members of one object have names that are equal ignoring case.</summary>
    DuplicateMember = 30,

    /// <summary>A member that the protocol defines is written in another case.</summary>
    MemberCaseRefused = 31,

    /// <summary>The body is JSON, but not one JSON-RPC message, or an answer where the protocol has no questions.</summary>
    EnvelopeInvalid = 32,

    /// <summary>A header says something else than the body.</summary>
    HeaderMismatch = 33,

    /// <summary>The message names an older protocol version than is served, or none.</summary>
    ProtocolVersionTooOld = 34,

    /// <summary>The token lacks a scope that the operation needs.</summary>
    ScopeInsufficient = 35,

    /// <summary>The caller acts for nobody, and must.</summary>
    ActorRequired = 36,

    /// <summary>The caller acts for somebody, and must not.</summary>
    ActorForbidden = 37,

    /// <summary>The current actor is not one of those that are allowed.</summary>
    ActorNotAllowed = 38,

    /// <summary>An actor that is denied is somewhere in the chain.</summary>
    ActorDenied = 39,

    /// <summary>The chain of actors is longer than is allowed.</summary>
    DelegationTooDeep = 40,

    /// <summary>The OAuth client is not one of those that are allowed.</summary>
    ClientNotAllowed = 41,

    /// <summary>The token's issuer is trusted, and its word does not count for this.</summary>
    IssuerNotAllowed = 42,

    /// <summary>The subject is in none of the groups, or has none of the roles, of which one is needed.</summary>
    MembershipMissing = 43,

    /// <summary>The subject belongs to another tenant than the request is about.</summary>
    TenantNotAllowed = 44,

    /// <summary>The request comes from a network from which this is not allowed.</summary>
    NetworkNotAllowed = 45,

    /// <summary>This is not allowed at this time.</summary>
    OutsideHours = 46,

    /// <summary>The device is not in a state in which this is allowed, or nobody has looked at it lately.</summary>
    DeviceNotAllowed = 47,

    /// <summary>The subject has not signed in strongly or recently enough.</summary>
    SignInInsufficient = 48,

    /// <summary>The session's risk is too high, or is not known.</summary>
    RiskTooHigh = 49,

    /// <summary>There have been too many calls within a time.</summary>
    RateExceeded = 50,

    /// <summary>The arguments are not as the policy demands.</summary>
    ArgumentsNotAllowed = 51,

    /// <summary>A condition of the server's author is not met.</summary>
    ConditionNotMet = 52,

    /// <summary>A condition could not be judged, so it is not met.</summary>
    ConditionFailed = 53,

    /// <summary>The policy engine does not permit it.</summary>
    EngineDenied = 54,

    /// <summary>The policy engine could not be asked.</summary>
    EngineUnavailable = 55,

    /// <summary>The author's own <c>[Authorize]</c> policy refused it.</summary>
    AuthorPolicyDenied = 56,

    /// <summary>There is no such tool, prompt or resource.</summary>
    TargetUnknown = 57,

    /// <summary>Nothing says who may use it, so nobody may.</summary>
    TargetUndeclared = 58,

    /// <summary>There is no such task, or it is another caller's.</summary>
    TaskUnknown = 59,

    /// <summary>Something else was about to run than what was authorized.</summary>
    TargetChanged = 60,

    /// <summary>A filter of the server wanted to run again, or later, what one decision had allowed once.</summary>
    DecisionSpent = 61,

    /// <summary>The state of a suspended request came from another caller, or for another request, or was made up.</summary>
    RequestStateRefused = 62,

    /// <summary>A suspended request could never go on: its state is too large, it asks too much at once, or it was suspended too often.</summary>
    RequestStateUnusable = 63,

    /// <summary>The message cancels, answers or reports on what another caller asked or was asked.</summary>
    OtherCallersRequest = 64,

    /// <summary>The session was not given to this caller by this server.</summary>
    SessionRefused = 65,

    /// <summary>The caller has as many open streams as it may have.</summary>
    StreamsExceeded = 66,

    /// <summary>The caller has as many sessions as it may have.</summary>
    SessionsExceeded = 67,

    /// <summary>The message reached the server past the guard's endpoint, so nobody is known to have sent it.</summary>
    CallerMissing = 68,

    /// <summary>What was decided could not be recorded.</summary>
    AuditUnavailable = 69,

    /// <summary>The client went away, or broke its request off, before it was decided.</summary>
    RequestAborted = 70,

    /// <summary>The guard itself failed.</summary>
    InternalError = 71,
}
