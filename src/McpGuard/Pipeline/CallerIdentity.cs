using System.Security.Claims;

namespace McpGuard;

/// <summary>
/// What tools see of the caller: the verified claims, never the token. Most calls ask for none of them, and the server
/// for one, so they are made when somebody asks.
/// </summary>
internal sealed class CallerIdentity(DelegatedCaller caller, FactIssuers? issuers) : ClaimsIdentity(McpGuardDefaults.AuthenticationType, "sub", "roles")
{
    private static readonly string[] _types = ["iss", "sub", "client_id", "jti", "scope", "act_sub", NameIdentifier];

    private const string NameIdentifier = ClaimTypes.NameIdentifier;

    private Claim[]? _verified;

    public override IEnumerable<Claim> Claims =>
        (_verified ??= [.. _types.Select(Verified).OfType<Claim>(), .. Names("groups", caller.Groups), .. Names("roles", caller.Roles)]).Concat(base.Claims);

    public override Claim? FindFirst(string type) =>
        Verified(type) ?? Claims.FirstOrDefault(claim => claim.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

    private Claim? Verified(string type) => ValueOf(type) is { } value
        ? new(type, value, ClaimValueTypes.String, caller.Issuer, caller.Issuer, this)
        : null;

    private string? ValueOf(string type) => type switch
    {
        "iss" => caller.Issuer,
        "sub" => caller.Subject,
        "client_id" => caller.ClientId,
        "jti" => caller.TokenId,
        "scope" => caller.Scopes.ToString(),
        "act_sub" => caller.Actor?.Subject,

        // Whoever binds something to this binds it to the delegated caller, not to the subject through whomever. The
        // server binds its sessions so.
        NameIdentifier => CallerKey.Of(caller),
        _ => null,
    };

    // Roles and groups are compared as bare words, so another issuer's are written with their issuer, as in a policy.
    private IEnumerable<Claim> Names(string type, IReadOnlyList<string> names) =>
        names.Select(name => new Claim(type, issuers?.VouchFor(caller) is true ? name : $"{caller.Issuer} {name}", ClaimValueTypes.String, caller.Issuer, caller.Issuer, this));
}
