namespace McpGuard;

/// <summary>
/// A condition of your own. Register it under a name with <c>WithAccessCondition</c>, and name it in a rule's <c>Conditions</c> or in <see
/// cref="RequireConditionAttribute"/>. There is one instance for all requests. At most 64 concurrent calls run on its own threads until
/// their first <c>await</c>. An exception denies, and so does an answer that takes longer than five seconds.
/// </summary>
public interface IAccessCondition
{
    /// <summary>
    /// Tells whether the request may run. It may be called several times for one operation. It is also called for each entry of a list,
    /// where the arguments are unknown.
    /// </summary>
    /// <param name="request">The caller, the target, the address and the time.</param>
    /// <param name="cancellationToken">Cancelled when the result is no longer needed.</param>
    /// <returns>Whether the condition is met, and the fact that was checked.</returns>
    ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken);
}
