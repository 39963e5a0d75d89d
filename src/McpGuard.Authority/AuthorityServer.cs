using System.Security.Cryptography;
using McpGuard.Authority.Clients;
using McpGuard.Authority.Pages;
using McpGuard.Authority.Tokens;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace McpGuard.Authority;

/// <summary>
/// An OAuth authorization server for development: the sign-in in a browser with PKCE, client metadata documents, dynamic registration,
/// client credentials and token exchange. Its keys and registrations are in memory, so all of its tokens end with the process.
/// </summary>
public static class AuthorityServer
{
    private static readonly TimeSpan _codeLifetime = TimeSpan.FromMinutes(1);
    private static readonly TimeSpan _refreshTokenLifetime = TimeSpan.FromHours(8);

    /// <summary>Makes the authority, ready to be started.</summary>
    /// <param name="options">How it runs.</param>
    /// <returns>The application.</returns>
    /// <exception cref="ArgumentException">The address is not on loopback.</exception>
    public static WebApplication Build(AuthorityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!Loopback.IsAddress(options.Issuer))
            throw new ArgumentException(
                $"The development authority listens on loopback only, at an address like {AuthorityOptions.DefaultUrl}, not at {options.Url}.",
                nameof(options));

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Issuer);

        // Otherwise endpoints in the settings of the program around it would replace the address.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Configure(new ConfigurationBuilder().Build()));
        builder.Logging.ClearProviders();
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<LoopbackOnly>();
        builder.Services.AddSingleton<ClientDirectory>().AddSingleton<ClientDocuments>().AddSingleton<RegistrationEndpoint>();
        builder.Services.AddSingleton<Grants>().AddSingleton<SingleUse>().AddSingleton<AuthorizationEndpoint>();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        builder.Services.AddOpenIddict().AddServer(server => Configure(server, options));

        var app = builder.Build();
        var loopback = app.Services.GetRequiredService<LoopbackOnly>();
        var authorization = app.Services.GetRequiredService<AuthorizationEndpoint>();
        var registration = app.Services.GetRequiredService<RegistrationEndpoint>();
        app.Use(loopback.InvokeAsync);
        app.UseAuthentication();
        app.MapGet("/", http => HomePage.WriteAsync(http, options));
        app.MapGet(AuthorizationEndpoint.Path, authorization.ShowAsync);
        app.MapPost(AuthorizationEndpoint.Path, authorization.DecideAsync);
        app.MapPost(RegistrationEndpoint.Path, registration.RegisterAsync);
        return app;
    }

    private static void Configure(OpenIddictServerBuilder server, AuthorityOptions options)
    {
        server.SetIssuer(new Uri(options.Issuer))
            .SetConfigurationEndpointUris("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")
            .SetAuthorizationEndpointUris(AuthorizationEndpoint.Path)
            .SetJsonWebKeySetEndpointUris("/jwks")
            .SetTokenEndpointUris("/token");

        server.AllowAuthorizationCodeFlow().RequireProofKeyForCodeExchange();
        server.AllowRefreshTokenFlow().AllowClientCredentialsFlow().AllowTokenExchangeFlow();
        server.SetAuthorizationCodeLifetime(_codeLifetime).SetRefreshTokenLifetime(_refreshTokenLifetime);
        server.SetAccessTokenLifetime(options.TokenLifetime).SetIssuedTokenLifetime(options.TokenLifetime);

        // Grants decides, for each client.
        server.DisableScopeValidation().DisableResourceValidation();
        server.Configure(settings =>
        {
            settings.TimeProvider = options.Time;
            settings.ClientAuthenticationMethods.Remove(ClientAuthenticationMethods.PrivateKeyJwt);
            settings.CodeChallengeMethods.Remove(CodeChallengeMethods.Plain);
            settings.ResponseModes.Clear();
            settings.ResponseModes.Add(ResponseModes.Query);
        });

        // Without a database the handlers below decide about clients and tokens.
        server.EnableDegradedMode();
        server.AddSigningKey(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        server.AddEphemeralEncryptionKey().DisableAccessTokenEncryption();
        server.UseAspNetCore().DisableTransportSecurityRequirement().EnableAuthorizationEndpointPassthrough().EnableErrorPassthrough();

        server.AddEventHandler<ValidateAuthorizationRequestContext>(handler => handler.UseSingletonHandler<AuthorizationRequestCheck>());
        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseSingletonHandler<ClientAuthentication>());
        server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseSingletonHandler<TokenRequestHandler>());
        server.AddEventHandler<ProcessSignInContext>(handler => handler.UseSingletonHandler<RefreshTokens>().SetOrder(RefreshTokens.AfterDefault));
        server.AddEventHandler<GenerateTokenContext>(handler => handler.UseSingletonHandler<WhatClientsExpect>().SetOrder(WhatClientsExpect.BeforeSigning));
        server.AddEventHandler<ApplyAuthorizationResponseContext>(
            handler => handler.UseSingletonHandler<WhatClientsExpect>().SetOrder(WhatClientsExpect.AfterIssuer));
        server.AddEventHandler<ApplyConfigurationResponseContext>(handler => handler.UseSingletonHandler<WhatClientsExpect>().SetOrder(int.MinValue));
    }
}
