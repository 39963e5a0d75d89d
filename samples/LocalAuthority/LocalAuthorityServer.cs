using System.Net;
using System.Security.Cryptography;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.IdentityModel.Tokens;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace LocalAuthority;

/// <summary>
/// An OAuth authorization server for development: metadata, keys, client credentials and token exchange (RFC 8693). Its
/// keys live in memory, so every token ends with the process at the latest.
/// </summary>
public static class LocalAuthorityServer
{
    /// <summary>Makes the authority, ready to be started.</summary>
    /// <param name="options">How it runs.</param>
    /// <returns>The application.</returns>
    /// <exception cref="ArgumentException">The address is not on loopback.</exception>
    public static WebApplication Build(LocalAuthorityOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (!IsOnLoopback(options.Issuer))
            throw new ArgumentException(
                $"The development authority listens on loopback only, at an address like http://127.0.0.1:5001, not on {options.Url}.", nameof(options));

        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls(options.Issuer);
        // Without this, endpoints in the settings of the program around it would take the place of the address.
        builder.WebHost.ConfigureKestrel(kestrel => kestrel.Configure(new ConfigurationBuilder().Build()));
        builder.Logging.SetMinimumLevel(LogLevel.Warning);
        builder.Services.AddSingleton(options);
        builder.Services.AddSingleton<TokenRequestHandler>();
        builder.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
        AddServer(builder.Services, options);

        var app = builder.Build();
        app.UseAuthentication();
        return app;
    }

    // Stricter than Uri.IsLoopback: Kestrel binds the name "loopback" to every interface, and takes what follows a semicolon
    // for another address.
    private static bool IsOnLoopback(string url) =>
        Uri.TryCreate(url, UriKind.Absolute, out var uri)
        && url == $"http://{uri.Authority}"
        && uri.Port > 0
        && (uri.Host == "localhost" || (IPAddress.TryParse(uri.Host, out var address) && IPAddress.IsLoopback(address)));

    private static void AddServer(IServiceCollection services, LocalAuthorityOptions options) => services.AddOpenIddict().AddServer(server =>
    {
        server.SetIssuer(new Uri(options.Issuer))
            .SetConfigurationEndpointUris("/.well-known/oauth-authorization-server", "/.well-known/openid-configuration")
            .SetJsonWebKeySetEndpointUris("/jwks")
            .SetTokenEndpointUris("/token");

        server.AllowClientCredentialsFlow().AllowTokenExchangeFlow();
        server.RegisterScopes([.. DevelopmentUsers.AllScopes]).RegisterResources([.. options.Resources]);
        server.SetAccessTokenLifetime(options.TokenLifetime).SetIssuedTokenLifetime(options.TokenLifetime);
        server.Configure(settings =>
        {
            settings.TimeProvider = options.Time;
            settings.ClientAuthenticationMethods.Remove(ClientAuthenticationMethods.PrivateKeyJwt);
        });

        // Without a database the events below decide, who is a client and what it may have.
        server.EnableDegradedMode();
        server.AddSigningKey(new ECDsaSecurityKey(ECDsa.Create(ECCurve.NamedCurves.nistP256)));
        server.AddEphemeralEncryptionKey().DisableAccessTokenEncryption();
        server.UseAspNetCore().DisableTransportSecurityRequirement();

        server.AddEventHandler<ValidateTokenRequestContext>(handler => handler.UseInlineHandler(ClientAuthentication.CheckAsync));
        server.AddEventHandler<HandleTokenRequestContext>(handler => handler.UseSingletonHandler<TokenRequestHandler>());
        server.AddEventHandler<GenerateTokenContext>(
            handler => handler.UseInlineHandler(WhatClientsExpect.ExactIssuer(options.Issuer)).SetOrder(WhatClientsExpect.BeforeSigning));
        server.AddEventHandler<ApplyConfigurationResponseContext>(
            handler => handler.UseInlineHandler(WhatClientsExpect.Metadata(options.Issuer)).SetOrder(int.MinValue));
    });
}
