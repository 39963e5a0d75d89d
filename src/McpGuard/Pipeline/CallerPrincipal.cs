using System.Security.Claims;
using System.Text.Json.Nodes;

namespace McpGuard;

/// <summary>
/// Carries a verified caller through <c>MessageContext.User</c>, with the operation for which it was verified and the state that the
/// filters share.
/// </summary>
internal sealed class CallerPrincipal(GuardedOperation operation)
    : ClaimsPrincipal(new CallerIdentity(CallerOf(operation), operation.Policy.Settings.FactIssuers))
{
    public DelegatedCaller Caller { get; } = CallerOf(operation);

    public GuardedOperation Operation { get; } = operation;

    /// <summary>The request's parameters, to which the state of a suspended request is bound.</summary>
    public JsonObject? Parameters { get; set; }

    /// <summary>The state with which a suspended operation resumes; it can be used once.</summary>
    public OpenedState? State { get; set; }

    /// <summary>Whether the user has declined to open the page of the approval for which the call waits.</summary>
    public bool IsDeclined { get; set; }

    /// <summary>The permit from the decision on the message.</summary>
    public MessagePermit? Message { get; set; }

    /// <summary>The permit from the decision on the target. It is used after all filters of the author.</summary>
    public RunPermit? Run { get; set; }

    /// <summary>Cancels what must not outlive its token; null if there is nothing to cancel.</summary>
    public TokenWatch? Watch { get; set; }

    /// <summary>Whether the request is cancelled when its token ends.</summary>
    public bool EndsWithToken { get; set; }

    private static DelegatedCaller CallerOf(GuardedOperation operation) =>
        operation.Caller ?? throw new ArgumentException("The operation's caller is not known.", nameof(operation));
}
