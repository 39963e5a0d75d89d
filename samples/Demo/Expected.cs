namespace Demo;

/// <summary>What must come of a step, at the client and in the audit records.</summary>
/// <param name="IsAllowed">Whether the request is served.</param>
/// <param name="Code">The HTTP status, or over stdio the JSON-RPC error code; 0 if it is allowed.</param>
/// <param name="Reason">The reason in the audit record.</param>
/// <param name="Text">What the answer must hold: a part of the result, or the scopes of the challenge.</param>
internal sealed record Expected(bool IsAllowed, int Code, string Reason, string Text)
{
    public static Expected Allowed(string text) => new(true, 0, "allowed", text);

    public static Expected Refused(int code, string reason, string challengedScopes = "") => new(false, code, reason, challengedScopes);
}
