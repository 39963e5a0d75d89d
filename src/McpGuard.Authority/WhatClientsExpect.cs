using System.Text.Json.Nodes;
using McpGuard.Authority.Clients;
using OpenIddict.Abstractions;
using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace McpGuard.Authority;

/// <summary>
/// Adds to the server library what clients rely on. Everywhere the issuer is as configured: a URI type adds a slash to a bare host, and
/// issuers are compared character by character (RFC 8414 section 3.3).
/// </summary>
internal sealed class WhatClientsExpect(AuthorityOptions options) :
    IOpenIddictServerHandler<GenerateTokenContext>, IOpenIddictServerHandler<ApplyAuthorizationResponseContext>,
    IOpenIddictServerHandler<ApplyConfigurationResponseContext>
{
    /// <summary>After a token's claims are known, before they are signed.</summary>
    public static readonly int BeforeSigning = OpenIddictServerHandlers.Protection.GenerateIdentityModelToken.Descriptor.Order - 1;

    /// <summary>After the issuer of the library is in the answer of a sign-in (RFC 9207).</summary>
    public static readonly int AfterIssuer = OpenIddictServerHandlers.Authentication.AttachIssuer.Descriptor.Order + 1;

    public ValueTask HandleAsync(GenerateTokenContext context)
    {
        // The library reads its own codes and refresh tokens.
        if (context.TokenType is TokenTypeIdentifiers.AccessToken)
            context.SecurityTokenDescriptor.Issuer = options.Issuer;

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyAuthorizationResponseContext context)
    {
        if (context.Response.Iss is not null)
            context.Response.Iss = options.Issuer;

        return ValueTask.CompletedTask;
    }

    public ValueTask HandleAsync(ApplyConfigurationResponseContext context)
    {
        var metadata = context.Response;
        metadata.SetParameter("issuer", options.Issuer);
        metadata.SetParameter("registration_endpoint", $"{options.Issuer}{RegistrationEndpoint.Path}");
        metadata.SetParameter("client_id_metadata_document_supported", true);
        metadata.SetParameter("token_endpoint_auth_methods_supported", new JsonArray("none", "client_secret_basic", "client_secret_post"));
        if (options.Scopes.Count > 0)
            metadata.SetParameter("scopes_supported", new JsonArray([.. options.Scopes, Scopes.OfflineAccess]));
        else
            metadata.RemoveParameter("scopes_supported");

        return ValueTask.CompletedTask;
    }
}
