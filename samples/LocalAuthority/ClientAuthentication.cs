using System.Security.Cryptography;
using System.Text;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace LocalAuthority;

/// <summary>Knows the development clients by their secrets (RFC 6749 section 2.3.1).</summary>
internal static class ClientAuthentication
{
    public static ValueTask CheckAsync(ValidateTokenRequestContext context)
    {
        var expected = DevelopmentClients.SecretOf(context.ClientId);
        var given = Encoding.UTF8.GetBytes(context.ClientSecret ?? "");
        if (expected is null || !CryptographicOperations.FixedTimeEquals(given, Encoding.UTF8.GetBytes(expected)))
            context.Reject(Errors.InvalidClient, "The client is unknown, or its secret is wrong.");

        return ValueTask.CompletedTask;
    }
}
