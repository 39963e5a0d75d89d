namespace McpGuard;

/// <summary>
/// Names a delegated caller across its tokens: who vouches for whom, through which client and actor. What one caller has left
/// on the server (a session, a task, the state of a suspended call) is no other's, not even the same subject's through
/// somebody else.
/// </summary>
internal static class CallerKey
{
    /// <returns>The parts, each behind its length, so that no two callers are written alike.</returns>
    public static string Of(DelegatedCaller caller) => string.Concat(
        Part(caller.Issuer), Part(caller.Subject), Part(caller.ClientId), string.Concat(Part(caller.Actor?.Issuer), Part(caller.Actor?.Subject)));

    private static string Part(string? text) => text is null ? "-:" : $"{text.Length}:{text}";
}
