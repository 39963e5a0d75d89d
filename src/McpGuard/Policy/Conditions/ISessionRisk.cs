namespace McpGuard;

/// <summary>
/// Assesses the risk of a session, for rules with a <c>Risk</c> condition without a claim. <c>WithSessionRisk</c> registers it. An
/// exception denies, and so does an answer that takes longer than five seconds.
/// </summary>
public interface ISessionRisk
{
    /// <summary>Assesses the session of a request. It is called after all local checks, once per operation and rule, and not for lists.</summary>
    /// <param name="request">The caller, the target, the address and the time.</param>
    /// <param name="cancellationToken">Cancelled when the result is no longer needed.</param>
    /// <returns>Exactly one of the levels in the rule; null, or any other value, denies.</returns>
    ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken);
}
