using System.Security.Claims;

namespace McpGuard;

/// <summary>The claims of a signed-in person. Only authenticated identities count.</summary>
internal sealed class SignInClaims(ClaimsPrincipal user)
{
    // ASP.NET renames these claims of an ID token by default.
    private static readonly Dictionary<string, string> _longNames = new(StringComparer.Ordinal)
    {
        ["sub"] = ClaimTypes.NameIdentifier,
        ["roles"] = ClaimTypes.Role,
        ["oid"] = "http://schemas.microsoft.com/identity/claims/objectidentifier",
    };

    /// <returns>The different values of a claim. The long name is read only if the short one is absent.</returns>
    public string[] All(string name)
    {
        var values = ValuesOf(name);
        return values.Length == 0 && _longNames.TryGetValue(name, out var longName) ? ValuesOf(longName) : values;
    }

    /// <returns>The value, or null if there is none, or if identities contradict each other.</returns>
    public string? Single(string name) => All(name) is [var only] ? only : null;

    private string[] ValuesOf(string type) =>
    [
        .. user.Identities.Where(identity => identity.IsAuthenticated)
            .SelectMany(identity => identity.Claims)
            .Where(claim => claim.Type == type && claim.Value.Length > 0)
            .Select(claim => claim.Value)
            .Distinct(StringComparer.Ordinal),
    ];
}
