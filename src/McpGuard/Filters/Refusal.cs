using ModelContextProtocol;

namespace McpGuard;

/// <summary>
/// What a refused caller is told, on any transport: enough to mend what can be mended, and nothing about anybody else.
/// </summary>
/// <param name="Status">The HTTP status, where there is HTTP.</param>
/// <param name="Code">The JSON-RPC error code; the guard's own lie outside the ranges that MCP reserves.</param>
/// <param name="Error">The OAuth error code (RFC 6750 section 3.1), or null if there is none for it.</param>
/// <param name="Message">A sentence for people, since some clients show only that.</param>
internal sealed record Refusal(int Status, int Code, string? Error, string Message)
{
    private const int ParseError = (int)McpErrorCode.ParseError;
    private const int InvalidRequest = (int)McpErrorCode.InvalidRequest;

    /// <summary>The scopes that the operation needs, if more scope would help.</summary>
    public string? Scope { get; init; }

    /// <summary>Whether another try with another token could succeed. Clients loop on refusals that nothing can mend.</summary>
    public bool IsRetryable => Status is 401 or 503 || Scope is not null;

    public static Refusal Of(AccessDecision decision, string? toolName = null) => decision.Reason switch
    {
        ReasonCode.ScopeInsufficient => Of(decision.Reason) with { Scope = decision.Rule!.Scopes.ToString() },

        // Word for word what the server itself says of a tool that does not exist.
        ReasonCode.ToolUnknown => Of(decision.Reason) with { Message = $"Unknown tool: '{toolName}'" },
        _ => Of(decision.Reason),
    };

    public static Refusal Of(ReasonCode reason) => reason switch
    {
        ReasonCode.OriginNotAllowed => new(403, 40302, null, "Requests from this web origin are not allowed."),
        ReasonCode.CredentialMissing => new(401, 40100, null, "An access token is required."),
        ReasonCode.CredentialMalformed => new(400, 40000, "invalid_request", "Send exactly one Authorization header of the form 'Bearer <token>'."),
        ReasonCode.CredentialInQuery => new(400, 40000, "invalid_request", "Send the access token in the Authorization header, not in the query."),

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
        ReasonCode.TokenExpired => InvalidToken("The access token has expired."),
        ReasonCode.TokenNotYetValid => InvalidToken("The access token is not valid yet."),
        ReasonCode.LifetimeTooLong => InvalidToken("The access token's lifetime exceeds policy."),
        ReasonCode.ClaimMissing => InvalidToken("The access token lacks a required claim."),
        ReasonCode.ClaimInvalid => InvalidToken("The access token has an invalid claim."),
        ReasonCode.SenderConstraintUnsupported => InvalidToken("The access token is bound to a key, and its proof is not accepted here."),
        ReasonCode.KeysUnavailable or ReasonCode.IntrospectionUnavailable => new(503, 50300, null, "The access token cannot be checked at the moment."),

        ReasonCode.MethodNotAllowed => new(405, InvalidRequest, null, "The HTTP method is not allowed here."),
        ReasonCode.MediaTypeRefused => new(415, InvalidRequest, null, "The body must be application/json in UTF-8, not compressed."),
        ReasonCode.BodyTooLarge => new(413, InvalidRequest, null, "The body is too large."),
        ReasonCode.BodyMalformed => new(400, ParseError, null, "The body is not valid JSON in UTF-8."),
        ReasonCode.DuplicateMember => new(400, InvalidRequest, null, "Two members of one object have names that are equal ignoring case."),
        ReasonCode.MemberCaseRefused => new(400, InvalidRequest, null, "A member name is written in another case than the protocol has it."),
        ReasonCode.EnvelopeInvalid => new(400, InvalidRequest, null, "The body is not one JSON-RPC 2.0 message."),
        ReasonCode.HeaderMismatch => new(400, (int)McpErrorCode.HeaderMismatch, null, "A header does not match the body."),

        ReasonCode.ScopeInsufficient => new(403, 40300, "insufficient_scope", "The access token lacks a scope that this tool needs."),
        ReasonCode.ActorRequired => new(403, 40301, null, "This can be used only by an actor for somebody; the access token names no actor."),
        ReasonCode.ActorForbidden => new(403, 40301, null, "This can be used only directly; the access token names an actor."),
        ReasonCode.ActorNotAllowed => new(403, 40301, null, "The actor that the access token names is not allowed here."),
        ReasonCode.ActorDenied => new(403, 40301, null, "The access token comes through an actor that is not allowed here."),
        ReasonCode.DelegationTooDeep => new(403, 40301, null, "The access token has been delegated more often than is allowed here."),
        ReasonCode.ClientNotAllowed => new(403, 40301, null, "The client that the access token was issued to is not allowed here."),
        ReasonCode.ToolUnknown => new(200, (int)McpErrorCode.InvalidParams, null, "Unknown tool."),
        ReasonCode.ToolUndeclared => new(403, 40301, null, "Nobody may call this tool."),
        ReasonCode.ToolChanged => new(403, 40301, null, "The tool that was about to run is not the tool that was authorized."),
        ReasonCode.RequestStateRefused => new(403, 40301, null, "The request state was not given to this caller for this request."),
        ReasonCode.CallerMissing => new(401, 40100, null, "No verified caller is known for this message."),
        ReasonCode.AuditUnavailable => new(503, 50301, null, "The call cannot be recorded at the moment, so it does not run."),
        ReasonCode.RequestAborted => new(400, InvalidRequest, null, "The request was broken off."),
        ReasonCode.InternalError => new(500, 50000, null, "The request could not be judged, so it is refused."),
        _ => throw new ArgumentOutOfRangeException(nameof(reason), reason, "Not a refusal."),
    };

    private static Refusal InvalidToken(string message) => new(401, 40101, "invalid_token", message);
}
