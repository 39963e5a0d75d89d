using System.Security.Claims;

namespace McpGuard;

/// <summary>
/// What tools see of the caller: the verified claims, never the token. Most calls ask for none of them, so they are
/// made when somebody does.
/// </summary>
internal sealed class CallerIdentity(DelegatedCaller caller) : ClaimsIdentity(McpGuardDefaults.AuthenticationType, "sub", "roles")
{
    private Claim[]? _verified;

    public override IEnumerable<Claim> Claims => (_verified ??= [.. Verified()]).Concat(base.Claims);

    private IEnumerable<Claim> Verified()
    {
        yield return Verified("iss", caller.Issuer);
        yield return Verified("sub", caller.Subject);
        yield return Verified("client_id", caller.ClientId);
        yield return Verified("jti", caller.TokenId);
        yield return Verified("scope", caller.Scopes.ToString());
        if (caller.Actor is { } actor)
            yield return Verified("act_sub", actor.Subject);
    }

    private Claim Verified(string type, string value) => new(type, value, ClaimValueTypes.String, caller.Issuer, caller.Issuer, this);
}
