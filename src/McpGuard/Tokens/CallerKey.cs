namespace McpGuard;

/// <summary>
/// Identifies a delegated caller across its tokens: issuer, subject, client and actor. Data that one caller leaves on the server (a
/// session, a task, the state of a suspended call) is not accessible to others, nor to the same subject through another client or actor.
/// </summary>
internal static class CallerKey
{
    /// <returns>The parts, each with its length as prefix, so that two callers never have the same key.</returns>
    public static string Of(DelegatedCaller caller) => caller.Key;

    internal static string Make(DelegatedCaller caller) => string.Concat(
        Part(caller.Issuer), Part(caller.Subject), Part(caller.ClientId), string.Concat(Part(caller.Actor?.Issuer), Part(caller.Actor?.Subject)));

    private static string Part(string? text) => text is null ? "-:" : $"{text.Length}:{text}";
}
