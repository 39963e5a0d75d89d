namespace Demo;

/// <summary>What the client got to see.</summary>
/// <param name="IsAllowed">Whether there is a result.</param>
/// <param name="Code">The HTTP status, or over stdio the JSON-RPC error code; 0 for a result.</param>
/// <param name="Text">The result, or what the server says about the refusal.</param>
/// <param name="ChallengedScopes">The scopes that the refusal names as needed.</param>
internal sealed record Answer(bool IsAllowed, int Code, string Text, string ChallengedScopes)
{
    public static Answer Allowed(string text) => new(true, 0, text, "");
}
