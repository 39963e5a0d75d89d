using System.Security.Claims;

namespace McpGuard;

/// <summary>
/// What tools see of the caller: the verified claims, never the token. Most calls ask for none of them, and the server
/// for one, so they are made when somebody asks.
/// </summary>
internal sealed class CallerIdentity(DelegatedCaller caller) : ClaimsIdentity(McpGuardDefaults.AuthenticationType, "sub", "roles")
{
    private static readonly string[] _types = ["iss", "sub", "client_id", "jti", "scope", "act_sub"];

    private Claim[]? _verified;

    public override IEnumerable<Claim> Claims => (_verified ??= [.. _types.Select(Verified).OfType<Claim>()]).Concat(base.Claims);

    public override Claim? FindFirst(string type) =>
        Verified(type) ?? base.Claims.FirstOrDefault(claim => claim.Type.Equals(type, StringComparison.OrdinalIgnoreCase));

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
        _ => null,
    };
}
