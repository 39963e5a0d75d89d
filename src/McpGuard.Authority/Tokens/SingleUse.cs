using System.Security.Claims;
using System.Security.Cryptography;
using OpenIddict.Abstractions;

namespace McpGuard.Authority.Tokens;

/// <summary>Accepts each code and each refresh token once.</summary>
internal sealed class SingleUse
{
    private const string Claim = "mcpguard_use";
    private const int MaxRemembered = 10_000;

    private readonly BoundedMap<string> _used = new(MaxRemembered);

    /// <summary>Marks what a code or a refresh token is made of.</summary>
    public static void Mark(ClaimsPrincipal principal) => principal.SetClaim(Claim, RandomNumberGenerator.GetHexString(32));

    /// <returns>Whether it was not used before. It is then marked again, for the refresh token that follows.</returns>
    public bool TryUse(ClaimsPrincipal principal)
    {
        if (principal.GetClaim(Claim) is not { } mark || !_used.TryAdd(mark, ""))
            return false;

        Mark(principal);
        return true;
    }
}
