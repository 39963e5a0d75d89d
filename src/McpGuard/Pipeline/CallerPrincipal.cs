using System.Security.Claims;

namespace McpGuard;

/// <summary>
/// Carries a verified caller through <c>MessageContext.User</c>, together with the operation that it was verified for.
/// </summary>
internal sealed class CallerPrincipal(DelegatedCaller caller, GuardedOperation operation) : ClaimsPrincipal(new CallerIdentity(caller, operation.Policy.Settings.FactIssuers))
{
    public DelegatedCaller Caller { get; } = caller;

    public GuardedOperation Operation { get; } = operation;

    /// <summary>Watches over what must not outlive its token, if this must not.</summary>
    public TokenWatch? Watch { get; set; }
}
