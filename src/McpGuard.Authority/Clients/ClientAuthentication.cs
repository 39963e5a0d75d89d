using System.Security.Cryptography;
using System.Text;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace McpGuard.Authority.Clients;

/// <summary>Requires the secret of a client that has one (RFC 6749 section 2.3.1).</summary>
internal sealed class ClientAuthentication(ClientDirectory clients, AuthorityOptions options) : IOpenIddictServerHandler<ValidateTokenRequestContext>
{
    public ValueTask HandleAsync(ValidateTokenRequestContext context)
    {
        var client = clients.Find(context.ClientId);
        if (client is null || !HasSecret(client.Secret, context.ClientSecret))
        {
            options.Report($"Refused a token: the client {context.ClientId} is unknown, or its secret is wrong.");
            context.Reject(Errors.InvalidClient, "The client is unknown to this development authority, or its secret is wrong.");
        }
        else if (!client.IsOwn && !context.Request.IsAuthorizationCodeGrantType() && !context.Request.IsRefreshTokenGrantType())
        {
            context.Reject(Errors.UnauthorizedClient, "Only the clients of this development authority get tokens without a sign-in in the browser.");
        }

        return ValueTask.CompletedTask;
    }

    private static bool HasSecret(string? expected, string? given) => expected is null
        ? given is null
        : CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(given ?? ""), Encoding.UTF8.GetBytes(expected));
}
