namespace McpGuard;

/// <summary>
/// Tells people about approvals, for example by mail. A notifier that fails or is slow delays only other notices: it blocks no call, and
/// approves none.
/// </summary>
public interface IApprovalNotifier
{
    /// <summary>Sends one notice. An exception is logged.</summary>
    /// <param name="notice">The notice.</param>
    /// <param name="cancellationToken">Cancelled after a minute, or when the host stops.</param>
    /// <returns>A task that ends when the notice was sent.</returns>
    ValueTask NotifyAsync(ApprovalNotice notice, CancellationToken cancellationToken);
}
