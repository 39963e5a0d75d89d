namespace McpGuard.Audit;

/// <summary>The reason for a decision: a closed list, in audit records as <c>snake_case</c>. Numbers never change; a new reason gets the next number.</summary>
public enum ReasonCode
{
    /// <summary>There was no decision. This value never allows, and is in no record.</summary>
    None = 0,

    /// <summary>All requirements were met.</summary>
    Allowed = 1,

    /// <summary>The <c>Origin</c> header names a web origin that may not call this server.</summary>
    OriginNotAllowed = 2,

    /// <summary>There was no credential, or one of an unsupported scheme.</summary>
    CredentialMissing = 3,

    /// <summary>The <c>Authorization</c> header is duplicate or not well formed.</summary>
    CredentialMalformed = 4,

    /// <summary>A token was in the query string, which is usually logged.</summary>
    CredentialInQuery = 5,

    /// <summary>The token is not a well-formed signed JWT, and no issuer has introspection.</summary>
    TokenMalformed = 6,

    /// <summary>The token, or a part of it, is too large.</summary>
    TokenTooLarge = 7,

    /// <summary>The token is not an access token, by its <c>typ</c> (RFC 9068 section 4) or by its claims.</summary>
    TokenTypeRefused = 8,

    /// <summary>The token's algorithm is not asymmetric, or does not match its key (RFC 8725 section 3.1).</summary>
    AlgorithmRefused = 9,

    /// <summary>The token has critical header parameters, and the guard supports none (RFC 7515 section 4.1.11).</summary>
    CriticalHeaderRefused = 10,

    /// <summary>The token is from an issuer that is not configured.</summary>
    IssuerUnknown = 11,

    /// <summary>The issuer has published no key that matches the token.</summary>
    KeyUnknown = 12,

    /// <summary>The signature does not verify.</summary>
    SignatureInvalid = 13,

    /// <summary>The token is meant for another resource.</summary>
    AudienceMismatch = 14,

    /// <summary>The token is also for other resources, but must be for this one alone.</summary>
    AudienceNotSole = 15,

    /// <summary>The token has expired.</summary>
    TokenExpired = 16,

    /// <summary>The token, or its subject, session, client, actor or issuer, has been revoked.</summary>
    TokenRevoked = 17,

    /// <summary>The issuer answered that the token is not active (RFC 7662 section 2.2).</summary>
    TokenInactive = 18,

    /// <summary>The token is not valid yet, or was issued in the future.</summary>
    TokenNotYetValid = 19,

    /// <summary>The lifetime of the token is longer than permitted.</summary>
    LifetimeTooLong = 20,

    /// <summary>A claim that an access token must have is missing (RFC 9068 section 2.2).</summary>
    ClaimMissing = 21,

    /// <summary>A claim has another type, or a value out of range.</summary>
    ClaimInvalid = 22,

    /// <summary>The token is bound to a key (<c>cnf</c>), which is not supported here.</summary>
    SenderConstraintUnsupported = 23,

    /// <summary>The issuer's keys, or the key that the token names, are unavailable, so the token could not be checked.</summary>
    KeysUnavailable = 24,

    /// <summary>The issuer is unavailable for introspection, so the token could not be checked.</summary>
    IntrospectionUnavailable = 25,

    /// <summary>The endpoint does not support the HTTP method.</summary>
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

    /// <summary>A header contradicts the body.</summary>
    HeaderMismatch = 33,

    /// <summary>The message has an older protocol version than is served, or none.</summary>
    ProtocolVersionTooOld = 34,

    /// <summary>The token lacks a scope that the operation needs.</summary>
    ScopeInsufficient = 35,

    /// <summary>The token has no actor, and one is required.</summary>
    ActorRequired = 36,

    /// <summary>The token has an actor, and none is permitted.</summary>
    ActorForbidden = 37,

    /// <summary>The current actor is not allowed.</summary>
    ActorNotAllowed = 38,

    /// <summary>A denied actor is in the chain.</summary>
    ActorDenied = 39,

    /// <summary>The chain of actors is too long.</summary>
    DelegationTooDeep = 40,

    /// <summary>The OAuth client is not allowed.</summary>
    ClientNotAllowed = 41,

    /// <summary>The token's issuer is trusted, but the rule does not believe it about the required fact.</summary>
    IssuerNotAllowed = 42,

    /// <summary>The subject is in none of the required groups, or has none of the required roles.</summary>
    MembershipMissing = 43,

    /// <summary>The subject belongs to another tenant than the one in the request.</summary>
    TenantNotAllowed = 44,

    /// <summary>The request comes from a network that is not allowed.</summary>
    NetworkNotAllowed = 45,

    /// <summary>The request is not allowed at this time.</summary>
    OutsideHours = 46,

    /// <summary>The device is not in an allowed state, or was not checked recently.</summary>
    DeviceNotAllowed = 47,

    /// <summary>The subject has not signed in strongly or recently enough.</summary>
    SignInInsufficient = 48,

    /// <summary>The session's risk is too high, or unknown.</summary>
    RiskTooHigh = 49,

    /// <summary>There were too many calls within the window.</summary>
    RateExceeded = 50,

    /// <summary>The arguments do not match the policy's schema, or the result is undecided.</summary>
    ArgumentsNotAllowed = 51,

    /// <summary>A condition of the server's author is not met.</summary>
    ConditionNotMet = 52,

    /// <summary>A condition failed, so it is not met.</summary>
    ConditionFailed = 53,

    /// <summary>The policy engine does not permit the request.</summary>
    EngineDenied = 54,

    /// <summary>The policy engine is unavailable.</summary>
    EngineUnavailable = 55,

    /// <summary>The author's own <c>[Authorize]</c> policy refused the request.</summary>
    AuthorPolicyDenied = 56,

    /// <summary>There is no such tool, prompt or resource.</summary>
    TargetUnknown = 57,

    /// <summary>No source names permitted callers, so no caller may use it.</summary>
    TargetUndeclared = 58,

    /// <summary>The task does not exist, or belongs to another caller.</summary>
    TaskUnknown = 59,

    /// <summary>The target that was about to run is not the one that was authorized.</summary>
    TargetChanged = 60,

    /// <summary>A filter of the server tried to run again, or too late, what a decision had allowed once.</summary>
    DecisionSpent = 61,

    /// <summary>The state of a suspended request belongs to another caller or another request, or is invalid.</summary>
    RequestStateRefused = 62,

    /// <summary>A suspended request could never resume: its state is too large, it asks too many questions, or it was suspended too often.</summary>
    RequestStateUnusable = 63,

    /// <summary>The message cancels, answers or reports on a request or question of another caller.</summary>
    OtherCallersRequest = 64,

    /// <summary>The server did not give this session to this caller.</summary>
    SessionRefused = 65,

    /// <summary>The caller has reached its number of open streams.</summary>
    StreamsExceeded = 66,

    /// <summary>The caller has reached its number of sessions.</summary>
    SessionsExceeded = 67,

    /// <summary>The message did not pass the guard's endpoint, so its sender is unknown.</summary>
    CallerMissing = 68,

    /// <summary>The decision could not be recorded.</summary>
    AuditUnavailable = 69,

    /// <summary>The client disconnected or aborted its request before the decision.</summary>
    RequestAborted = 70,

    /// <summary>The guard itself failed.</summary>
    InternalError = 71,

    /// <summary>A store of what the guard remembers (used states, task owners, rates) gave no answer.</summary>
    StateUnavailable = 72,

    /// <summary>A person has to approve the call first.</summary>
    ApprovalRequired = 73,
    /// <summary>A person has denied the call.</summary>
    ApprovalDenied = 74,
    /// <summary>The approval of the call was used; the call has run, or has begun to run.</summary>
    ApprovalUsed = 75,
    /// <summary>The caller, or all callers together, have too many calls that wait for approval.</summary>
    ApprovalsExceeded = 76,
    /// <summary>The arguments are too large to be shown to an approver.</summary>
    ApprovalTooLarge = 77,
    /// <summary>The person may not decide about the call, or has already approved it.</summary>
    ApproverNotEligible = 78,
    /// <summary>The person may not decide about a call that is made on their own behalf, or by them as an actor.</summary>
    ApproverIsRequester = 79,
    /// <summary>It is not known who the approver is, or on behalf of which person the call is made.</summary>
    ApproverUnknown = 80,
    /// <summary>The call no longer waits for approval, or has changed since the person saw it.</summary>
    ApprovalNotPending = 81,
    /// <summary>The form of the approver was not one that the page had given to this person, or was incomplete.</summary>
    FormInvalid = 82,
    /// <summary>The two tokens of the request are not of one caller.</summary>
    CredentialsDisagree = 83,
    /// <summary>The token is for one request, and was used before.</summary>
    TokenUsed = 84,
}
