using System.Text.Json.Nodes;

namespace McpGuard.Testing;

/// <summary>
/// An authorization server in memory: it publishes metadata and keys to the guard the way a real one does, and issues
/// whatever token a test asks for.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private readonly List<TestSigningKey> _published = [];

    /// <summary>Makes an authority with one ES256 key.</summary>
    /// <param name="issuer">Its issuer identifier.</param>
    public TestAuthority(string issuer = "https://authority.example")
    {
        Issuer = issuer;
        Key = new TestSigningKey("key-1");
        _published.Add(Key);
    }

    /// <summary>The issuer identifier, without a slash at its end.</summary>
    public string Issuer { get; }

    /// <summary>The key that new tokens are signed with.</summary>
    public TestSigningKey Key { get; private set; }

    /// <summary>Whether the authority answers. Default <see langword="true"/>.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>The issuer that the metadata names, to pose as another. Default: <see cref="Issuer"/>.</summary>
    public string? MetadataIssuer { get; set; }

    /// <summary>How often the keys were read.</summary>
    public int KeyRequests { get; private set; }

    /// <summary>Starts a token that the guard accepts for the resource; a test then changes one thing.</summary>
    /// <param name="resource">The resource that the token is for.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <returns>The token, still to be built.</returns>
    public TestTokenBuilder Token(string resource, TimeProvider? time = null) => new(this, resource, time ?? TimeProvider.System);

    /// <summary>Publishes a new key and signs with it from now on.</summary>
    /// <param name="withdrawOld">Whether the keys published so far disappear at once.</param>
    public void RotateKey(bool withdrawOld = false)
    {
        if (withdrawOld)
            _published.Clear();

        Key = new TestSigningKey($"key-{Guid.NewGuid():N}");
        _published.Add(Key);
    }

    /// <summary>Makes a handler for the guard's backchannel that answers in place of the network.</summary>
    /// <returns>The handler.</returns>
    public HttpMessageHandler CreateBackchannel() => new TestBackchannel([this]);

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var key in _published)
            key.Dispose();
    }

    internal string? Answer(Uri address)
    {
        if (address.AbsolutePath == "/.well-known/oauth-authorization-server")
            return new JsonObject { ["issuer"] = MetadataIssuer ?? Issuer, ["jwks_uri"] = $"{Issuer}/jwks" }.ToJsonString();
        if (address.AbsolutePath != "/jwks")
            return null;

        KeyRequests++;
        return new JsonObject { ["keys"] = new JsonArray([.. _published.Select(key => key.ToJsonWebKey())]) }.ToJsonString();
    }
}
