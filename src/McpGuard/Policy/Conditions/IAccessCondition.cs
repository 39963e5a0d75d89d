namespace McpGuard;

/// <summary>
/// A condition of your own. Register it under a name with <c>WithAccessCondition</c>, and name it in a rule's
/// <c>Conditions</c> or in <see cref="RequireConditionAttribute"/>. There is one instance, which many requests ask at the same
/// time, at most 64 of them on threads of its own until its first <c>await</c>. An exception, and an answer that takes longer than five
/// seconds, deny.
/// </summary>
public interface IAccessCondition
{
    /// <summary>
    /// Says whether the request may go on. It may be asked more than once about one operation, and is asked about each entry
    /// of a list, of which the arguments are not known.
    /// </summary>
    /// <param name="request">Who asks for what, from where and when.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    /// <returns>Whether the condition is met, and what was looked at.</returns>
    ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken);
}
