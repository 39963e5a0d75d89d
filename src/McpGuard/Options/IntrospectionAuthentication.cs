namespace McpGuard;

/// <summary>How this server authenticates to an introspection endpoint (RFC 6749 section 2.3.1).</summary>
public enum IntrospectionAuthentication
{
    /// <summary>In the <c>Authorization</c> header (<c>client_secret_basic</c>).</summary>
    Basic,

    /// <summary>In the form (<c>client_secret_post</c>).</summary>
    Post,
}
