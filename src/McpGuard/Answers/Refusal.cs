using System.Globalization;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// The answer to a refused caller, on any transport. It says how to resolve the refusal if that is possible, and reveals nothing about
/// other callers.
/// </summary>
/// <param name="Status">The HTTP status, for HTTP.</param>
/// <param name="Code">The JSON-RPC error code. The guard's own codes are outside the ranges that MCP reserves.</param>
/// <param name="Error">The OAuth error code (RFC 6750 section 3.1), or null if there is none.</param>
/// <param name="Sentence">The reason, as a sentence for human readers.</param>
internal sealed record Refusal(int Status, int Code, string? Error, string Sentence)
{
    private const int ParseError = (int)McpErrorCode.ParseError;
    private const int InvalidParams = (int)McpErrorCode.InvalidParams;
    private const int MethodNotFound = (int)McpErrorCode.MethodNotFound;
    private const int InvalidRequest = (int)McpErrorCode.InvalidRequest;

    private const string TwoReadings =
        "Two members of one object have names that are equal ignoring case. Programs read such an object differently. " +
        "Only a parameter that is a map may have keys that differ in case, if no rule looks at the tool's arguments.";

    private static readonly string _tooLarge =
        string.Create(CultureInfo.InvariantCulture, $"The body is too large: it has too many bytes, or more than {McpJson.MaxMembers} members.");
    private static readonly string _notJson =
        string.Create(CultureInfo.InvariantCulture, $"The body is not valid JSON in UTF-8, or is nested deeper than {McpJson.MaxDepth} levels.");

    /// <summary>What would help.</summary>
    public RefusalClass Class { get; init; }

    /// <summary>The reason, or null if the caller is not told.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>The whole text, since some clients show only that.</summary>
    public string Message
    {
        get => field ?? Sentence;
        init;
    }

    /// <summary>The scopes that the operation needs, if more scope would help.</summary>
    public string? Scope { get; init; }

    /// <summary>The result of a refused list; null for any other request.</summary>
    public JsonObject? EmptyList { get; init; }

    /// <summary>The required sign-in, if that would help (RFC 9470 section 3).</summary>
    public SignInChallenge? SignIn { get; init; }

    /// <summary>The waiting time, if waiting would help.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>The approval that the call needs, if the caller may know it.</summary>
    public Approval? Approval { get; init; }

    /// <summary>The page of the approval, or null.</summary>
    public Uri? ApprovalPage { get; init; }

    public long? RetryAfterSeconds => RetryAfter is { } wait ? (long)Math.Ceiling(wait.TotalSeconds) : null;

    /// <summary>Whether a retry or another token could succeed. Some clients retry permanent refusals forever.</summary>
    public bool IsRetryable => (Status is 401 or 429 or 503 && Reason != ReasonCode.LifetimeTooLong) || Scope is not null;

    /// <summary>The refusal of a decision, with its whole text.</summary>
    public static Refusal Of(AccessDecision decision, GuardedOperation operation)
    {
        var refusal = Of(decision.Reason) with { Scope = decision.Challenge, SignIn = decision.SignIn, RetryAfter = decision.RetryAfter };
        if (McpGuard.EmptyList.Of(decision, refusal, operation.Request) is { } list)
            return refusal with { EmptyList = list };
        if (decision.MaxLifetime is { } longest)
            return refusal with { Sentence = OfLifetime(longest) };
        if (decision.Approval?.Approval is { } approval && !decision.IsAllowed)
            refusal = refusal with { Approval = approval, ApprovalPage = operation.Policy.Answers.PageOf(approval) };
        if (decision.Reason is ReasonCode.TargetUnknown || IsConcealed(decision, refusal))
            return UnknownTarget(operation.Request);
        if (refusal.Class == RefusalClass.Request)
            return refusal;
        if (refusal.Class == RefusalClass.Final && decision.Says is { Length: 0 })
            refusal = Of(ReasonCode.ConditionNotMet) with { Reason = null };
        else if (decision is { Reason: ReasonCode.ScopeInsufficient, Target: { } target, ScopesMissing.Count: > 0 })
            refusal = refusal with { Sentence = RefusalText.OfMissing(decision.ScopesMissing, decision.ScopesRequired, target.Settings.Scopes.RequestName) };

        return refusal with { Message = RefusalText.Of(refusal, decision, operation.Request, operation.Id, isUntouched: !operation.HasRun) };
    }

    /// <summary>The refusal by which the guard ends a call that it had allowed. Parts of it may have run.</summary>
    public static Refusal OfEnd(ReasonCode reason, GuardedOperation operation)
    {
        var refusal = Of(reason);
        return refusal.Class == RefusalClass.Request
            ? refusal
            : refusal with { Message = RefusalText.Of(refusal, AccessDecision.Denied(reason), operation.Request, operation.Id, isUntouched: false) };
    }

    /// <summary>Whether the answer hides that the target exists. Only if the caller could not resolve the refusal.</summary>
    public static bool IsConcealed(AccessDecision decision) => IsConcealed(decision, Of(decision.Reason) with { Scope = decision.Challenge });

    public static Refusal Of(ReasonCode reason) => Make(reason) with { Reason = reason };

    private static Refusal Make(ReasonCode reason) => reason switch
    {
        ReasonCode.OriginNotAllowed => new(403, 40302, null, "Requests from this web origin are not allowed."),
        ReasonCode.CredentialMissing => new(401, 40100, null, "An access token is required."),
        ReasonCode.CredentialMalformed => new(400, 40000, "invalid_request", "Send exactly one Authorization header of the form 'Bearer <token>'."),
        ReasonCode.CredentialInQuery => new(400, 40000, "invalid_request", "Send the access token in the Authorization header, not in the query."),

        ReasonCode.CredentialsDisagree => new(403, 40306, null, "The two credentials of the request are not of one caller."),

        ReasonCode.TokenMalformed => InvalidToken("The access token is not well-formed."),
        ReasonCode.TokenTooLarge => InvalidToken("The access token is too large."),
        ReasonCode.TokenTypeRefused => InvalidToken("The token is not an access token."),
        ReasonCode.AlgorithmRefused => InvalidToken("The access token is signed with an algorithm that is not accepted."),
        ReasonCode.CriticalHeaderRefused => InvalidToken("The access token has a critical header parameter that is not understood."),
        ReasonCode.IssuerUnknown => InvalidToken("The access token is from an issuer that is not trusted."),
        ReasonCode.KeyUnknown or ReasonCode.SignatureInvalid => InvalidToken("The access token's signature is not valid."),
        ReasonCode.AudienceMismatch => InvalidToken("The access token is meant for another resource."),
        ReasonCode.AudienceNotSole => InvalidToken("The access token is meant for other resources as well."),
        ReasonCode.TokenRevoked => InvalidToken("The access token has been revoked."),
        ReasonCode.TokenInactive => InvalidToken("The access token is not active."),
        ReasonCode.TokenUsed => InvalidToken("The access token is for one request, and was used before."),
        ReasonCode.TokenExpired => InvalidToken("The access token has expired."),
        ReasonCode.TokenNotYetValid => InvalidToken("The access token is not valid yet."),
        ReasonCode.LifetimeTooLong => InvalidToken("The access token's lifetime exceeds policy."),
        ReasonCode.ClaimMissing => InvalidToken("The access token lacks a required claim."),
        ReasonCode.ClaimInvalid => InvalidToken("The access token has an invalid claim."),
        ReasonCode.SenderConstraintUnsupported => InvalidToken("The access token is bound to a key, and its proof is not accepted here."),
        ReasonCode.KeysUnavailable or ReasonCode.IntrospectionUnavailable => new(503, 50300, null, "The access token cannot be checked at the moment."),

        ReasonCode.MethodNotAllowed => new(405, InvalidRequest, null, "The HTTP method is not allowed here."),
        ReasonCode.MediaTypeRefused => new(415, InvalidRequest, null, "The body must be application/json in UTF-8, not compressed."),
        ReasonCode.BodyTooLarge => new(413, InvalidRequest, null, _tooLarge),
        ReasonCode.BodyMalformed => new(400, ParseError, null, _notJson),
        ReasonCode.DuplicateMember => new(400, InvalidRequest, null, TwoReadings),
        ReasonCode.MemberCaseRefused => new(400, InvalidRequest, null, "A member name differs from the name in the protocol by its case."),
        ReasonCode.EnvelopeInvalid => new(400, InvalidRequest, null, "The body is not one JSON-RPC 2.0 message that can be served here."),
        ReasonCode.HeaderMismatch => new(400, (int)McpErrorCode.HeaderMismatch, null, "A header does not match the body."),

        ReasonCode.ProtocolVersionTooOld =>
            new(400, (int)McpErrorCode.UnsupportedProtocolVersion, null, "This version of the protocol is no longer supported."),

        ReasonCode.ScopeInsufficient =>
            new(403, 40300, "insufficient_scope", "The access token lacks a scope that this needs.") { Class = RefusalClass.MoreWouldHelp },
        ReasonCode.ActorRequired => Forbidden("This needs an access token that names an actor, and this one names none."),
        ReasonCode.ActorForbidden => Forbidden("This cannot be used through an actor, and the access token names one."),
        ReasonCode.ActorNotAllowed => Forbidden("The actor that the access token names is not allowed here."),
        ReasonCode.ActorDenied => Forbidden("The access token comes through an actor that is not allowed here."),
        ReasonCode.DelegationTooDeep => Forbidden("The access token names more actors than are allowed here."),
        ReasonCode.ClientNotAllowed => Forbidden("The client that the access token was issued to is not allowed here."),
        ReasonCode.IssuerNotAllowed => Forbidden("The issuer of the access token is not accepted for this."),
        ReasonCode.MembershipMissing => Forbidden("The user is not in a group or role that may use this."),
        ReasonCode.TenantNotAllowed => Forbidden("This belongs to another tenant than the user."),
        ReasonCode.NetworkNotAllowed => Forbidden("This cannot be used from this network."),
        ReasonCode.OutsideHours => Forbidden("This cannot be used at this time."),
        ReasonCode.DeviceNotAllowed => Forbidden("This cannot be used from this device in its present state."),
        ReasonCode.SignInInsufficient => new(401, 40102, "insufficient_user_authentication", "The user has to sign in again, in the way that this needs.")
        {
            Class = RefusalClass.MoreWouldHelp,
        },
        ReasonCode.RiskTooHigh => Forbidden("The session is too risky for this."),
        ReasonCode.RateExceeded => Final(429, 42900, "There have been too many calls."),
        ReasonCode.ArgumentsNotAllowed => Forbidden("This cannot be used with these arguments."),
        ReasonCode.ConditionNotMet => Forbidden("A condition of this server is not met."),
        ReasonCode.ConditionFailed => Final(500, 50000, "A condition could not be checked, so the request is refused."),
        ReasonCode.EngineDenied => Forbidden("The policy does not permit this."),
        ReasonCode.EngineUnavailable => Final(503, 50302, "The policy engine is unavailable at the moment, so the request is refused."),
        ReasonCode.AuthorPolicyDenied => Forbidden("The server's own policy does not permit this."),
        ReasonCode.TargetUnknown => new(200, InvalidParams, null, "Unknown target."),
        ReasonCode.TargetUndeclared => Forbidden("No caller may use this."),
        ReasonCode.TaskUnknown => new(200, InvalidParams, null, "Unknown task."),
        ReasonCode.TargetChanged => Forbidden("The call that was about to run is not the one that was authorized."),
        ReasonCode.DecisionSpent => Forbidden("A decision is valid for one run, and this would be a second one."),
        ReasonCode.RequestStateRefused =>
            new(400, InvalidParams, null, "The request state was not issued to this caller for this request, or is no longer valid."),
        ReasonCode.RequestStateUnusable => new(500, 50001, null, "The request asks its user a question, and could not resume after the answer."),
        ReasonCode.OtherCallersRequest => new(403, 40301, null, "The message is about a request of another caller."),
        ReasonCode.SessionRefused => new(404, 40400, null, "The session is unknown."),
        ReasonCode.StreamsExceeded => Final(429, 42901, "There are too many open streams. Close one before the next."),
        ReasonCode.SessionsExceeded => Final(429, 42902, "There are too many sessions. End one before the next."),
        ReasonCode.CallerMissing => new(401, 40100, null, "No verified caller is known for this message."),
        ReasonCode.AuditUnavailable => Final(503, 50301, "The call cannot be recorded at the moment, so it does not run."),
        ReasonCode.ApprovalRequired => Final(403, 40303, "A person has to approve this call."),
        ReasonCode.ApprovalDenied => Final(403, 40303, "A person has denied this call."),
        ReasonCode.ApprovalUsed => Final(403, 40303, "This call has used its approval, and has run or is running."),
        ReasonCode.ApprovalsExceeded => Final(429, 42903, "There are too many calls that wait for approval."),
        ReasonCode.ApprovalTooLarge => Final(403, 40304, "The arguments are too large for an approver to read."),
        ReasonCode.ApproverNotEligible or ReasonCode.ApproverIsRequester or ReasonCode.ApproverUnknown =>
            Final(403, 40305, "This person may not decide about the call."),
        ReasonCode.ApprovalNotPending or ReasonCode.FormInvalid => Final(403, 40305, "The call has changed since the person saw it."),
        ReasonCode.StateUnavailable => Final(503, 50303, "The state of this server is unavailable at the moment, so the request is refused."),
        ReasonCode.RequestAborted => new(400, InvalidRequest, null, "The request was aborted."),
        ReasonCode.InternalError => Final(500, 50000, "The request could not be checked, so it is refused."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a refusal."),
    };

    private static bool IsConcealed(AccessDecision decision, Refusal refusal) =>
        decision.IsConcealed && refusal.Class != RefusalClass.Request && !refusal.IsRetryable;

    private static string OfLifetime(TimeSpan longest) =>
        "The access token is valid for too long: this server accepts at most " +
            $"{((long)longest.TotalSeconds).ToString(CultureInfo.InvariantCulture)} seconds. A new token like it would be refused as well.";

    // Exactly the server's own answer for an unknown target.
    private static Refusal UnknownTarget(GuardedRequest request)
    {
        var target = request.Target;
        return (request.Kind, request.Method) switch
        {
            (_, RequestMethods.ToolsCall) => new(200, InvalidParams, null, $"Unknown tool: '{target}'"),
            (_, RequestMethods.PromptsGet) or (TargetKind.Prompt, _) => new(200, InvalidParams, null, $"Unknown prompt: '{target}'"),
            (_, RequestMethods.ResourcesRead) or (TargetKind.Resource, _) =>
                new(200, MissingResource(request.ProtocolVersion), null, $"Unknown resource URI: '{target}'"),
            _ when request.TargetKind == TargetKind.Method => new(200, MethodNotFound, null, $"Method '{request.Method}' is not available."),
            _ => new(200, InvalidParams, null, $"Unknown target: '{target}'"),
        };
    }

    // The versions are dates.
    private static int MissingResource(string? version) =>
        string.CompareOrdinal(version, "2026-07-28") >= 0 ? InvalidParams : (int)McpErrorCode.ResourceNotFound;

    private static Refusal Forbidden(string sentence) => Final(403, 40301, sentence);

    private static Refusal Final(int status, int code, string sentence) => new(status, code, null, sentence) { Class = RefusalClass.Final };

    private static Refusal InvalidToken(string sentence) => new(401, 40101, "invalid_token", sentence);
}
