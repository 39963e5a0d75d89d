namespace McpGuard;

/// <summary>
/// Says how risky a session is, for rules with a <c>Risk</c> condition that names no claim. <c>WithSessionRisk</c> registers it. An
/// exception, and an answer that takes longer than five seconds, deny.
/// </summary>
public interface ISessionRisk
{
    /// <summary>
    /// Assesses the session that a request comes from. It is asked after all that can be judged without it, once an operation
    /// for each rule, and not about lists.
    /// </summary>
    /// <param name="request">Who asks for what, from where and when.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>One of the levels that the rule lists, exactly; null, or any other, denies.</returns>
    ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken);
}
