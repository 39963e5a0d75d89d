using System.Security.Claims;

namespace McpGuard;

/// <summary>
/// Carries a verified caller through <c>MessageContext.User</c>, together with the operation that it was verified for.
/// Tools see its claims; the token itself is not among them.
/// </summary>
internal sealed class CallerPrincipal(DelegatedCaller caller, GuardedOperation operation) : ClaimsPrincipal(ToIdentity(caller))
{
    public DelegatedCaller Caller { get; } = caller;

    public GuardedOperation Operation { get; } = operation;

    private static ClaimsIdentity ToIdentity(DelegatedCaller caller)
    {
        var identity = new ClaimsIdentity(McpGuardDefaults.AuthenticationType, "sub", "roles");
        Add("iss", caller.Issuer);
        Add("sub", caller.Subject);
        Add("client_id", caller.ClientId);
        Add("jti", caller.TokenId);
        Add("scope", caller.Scopes.ToString());
        if (caller.Actor is { } actor)
            Add("act_sub", actor.Subject);

        return identity;

        void Add(string type, string value) =>
            identity.AddClaim(new Claim(type, value, ClaimValueTypes.String, caller.Issuer, caller.Issuer, identity));
    }
}
