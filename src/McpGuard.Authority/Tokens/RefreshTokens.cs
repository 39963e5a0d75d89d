using McpGuard.Authority.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace McpGuard.Authority.Tokens;

/// <summary>Gives a refresh token to a client that registered for it, after a sign-in in a browser.</summary>
internal sealed class RefreshTokens(ClientDirectory clients) : IOpenIddictServerHandler<ProcessSignInContext>
{
    /// <summary>After the server library has decided, which needs the scope offline_access.</summary>
    public static readonly int AfterDefault = OpenIddictServerHandlers.EvaluateGeneratedTokens.Descriptor.Order + 1;

    public ValueTask HandleAsync(ProcessSignInContext context)
    {
        var isAfterSignIn = context.EndpointType == OpenIddictServerEndpointType.Token
            && (context.Request.IsAuthorizationCodeGrantType() || context.Request.IsRefreshTokenGrantType());
        context.GenerateRefreshToken = isAfterSignIn && clients.Find(context.ClientId)?.MayRefresh is true;
        context.IncludeRefreshToken = context.GenerateRefreshToken;
        return ValueTask.CompletedTask;
    }
}
