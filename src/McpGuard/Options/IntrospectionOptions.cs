namespace McpGuard;

/// <summary>Settings for introspection of opaque tokens (RFC 7662).</summary>
public sealed class IntrospectionOptions
{
    /// <summary>
    /// The introspection endpoint. Default: <c>introspection_endpoint</c> of the issuer's metadata (RFC 8414 section 2).
    /// </summary>
    public string? Endpoint { get; set; }

    /// <summary>The client identifier of this server at the issuer. Required.</summary>
    public string? ClientId { get; set; }

    /// <summary>This server's secret at the issuer. Required. Keep it in a secret store, not in a settings file.</summary>
    public string? ClientSecret { get; set; }

    /// <summary>How the secret is sent. Default <see cref="IntrospectionAuthentication.Basic"/>.</summary>
    public IntrospectionAuthentication Authentication { get; set; }

    /// <summary>
    /// How long an answer is cached, but never past the token's expiry. A token that the issuer revokes is refused after this time at the
    /// latest. Between zero, which asks for every call, and five minutes; default 30 seconds.
    /// </summary>
    public TimeSpan CacheDuration { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>
    /// Whether the issuer is asked about its JWTs too, for products whose JWTs leave claims out: Keycloak's lightweight access
    /// tokens, and zitadel's, which have no scopes. The signature and the kind of the JWT are checked first; all other rules judge the
    /// answer, and the claims of the JWT that it leaves out. Default <see langword="false"/>.
    /// </summary>
    public bool IncludeJwts { get; set; }
}
