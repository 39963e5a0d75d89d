using System.Security.Claims;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The caller as tools see it: the verified claims, never the token. Most calls need no claims, and the server needs one, so they are
/// created on demand.
/// </summary>
internal sealed class CallerIdentity(DelegatedCaller caller, FactIssuers? issuers) : ClaimsIdentity(McpGuardDefaults.AuthenticationType, "sub", "roles")
{
    private static readonly string[] _types = ["iss", "sub", "client_id", "jti", "scope", "act_sub", NameIdentifier];

    private const string NameIdentifier = ClaimTypes.NameIdentifier;

    private Claim[]? _verified;

    public override IEnumerable<Claim> Claims =>
        (_verified ??=
            [
                .. _types.Select(Verified).OfType<Claim>(), .. Names("groups", caller.Groups), .. Names("roles", caller.Roles),
                .. caller.AdditionalClaims.SelectMany(Additional),
            ]).Concat(base.Claims);

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

        // A binding to this value is a binding to the delegated caller, not to the subject alone. The server binds its sessions to it.
        NameIdentifier => CallerKey.Of(caller),
        _ => null,
    };

    // Roles and groups are compared as plain words, so those of another issuer are written with their issuer, as in a policy.
    private IEnumerable<Claim> Names(string type, IReadOnlyList<string> names) =>
        names.Select(name =>
            new Claim(type, issuers?.VouchFor(caller) is true ? name : $"{caller.Issuer} {name}", ClaimValueTypes.String, caller.Issuer, caller.Issuer, this));

    private IEnumerable<Claim> Additional(string name)
    {
        if (!caller.TryGetClaim(name, out var value))
            return [];

        return (value.ValueKind == JsonValueKind.Array ? value.EnumerateArray() : Enumerable.Repeat(value, 1))
            .Where(each => each.ValueKind is JsonValueKind.String or JsonValueKind.Number or JsonValueKind.True or JsonValueKind.False)
            .Select(each => new Claim(name, each.ToString(), ClaimValueTypes.String, caller.Issuer, caller.Issuer, this));
    }
}
