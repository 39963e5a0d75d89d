using System.Text.Json.Nodes;
using OpenIddict.Abstractions;
using static OpenIddict.Server.OpenIddictServerEvents;
using static OpenIddict.Server.OpenIddictServerHandlers.Protection;

namespace LocalAuthority;

/// <summary>What the server library leaves open and clients rely on.</summary>
internal static class WhatClientsExpect
{
    /// <summary>After a token's claims are known, before they are signed.</summary>
    public static readonly int BeforeSigning = GenerateIdentityModelToken.Descriptor.Order - 1;

    /// <summary>
    /// The issuer as it was configured: a URI type adds a slash to a bare host, and issuers are compared character by
    /// character (RFC 8414 section 3.3).
    /// </summary>
    public static Func<GenerateTokenContext, ValueTask> ExactIssuer(string issuer) => context =>
    {
        context.SecurityTokenDescriptor.Issuer = issuer;
        return ValueTask.CompletedTask;
    };

    /// <summary>
    /// The same in the metadata, with two members that clients in TypeScript insist on, though no grant here needs
    /// them: there is no such endpoint.
    /// </summary>
    public static Func<ApplyConfigurationResponseContext, ValueTask> Metadata(string issuer) => context =>
    {
        context.Response.SetParameter("issuer", issuer);
        context.Response.SetParameter("authorization_endpoint", $"{issuer}/authorize");
        context.Response.SetParameter("response_types_supported", new JsonArray("none"));
        return ValueTask.CompletedTask;
    };
}
