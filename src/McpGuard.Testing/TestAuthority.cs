using System.Text.Json.Nodes;

namespace McpGuard.Testing;

/// <summary>An authorization server in memory. It publishes metadata and keys to the guard like a real one, and issues any token that a test needs.</summary>
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

    /// <summary>The signing key for new tokens.</summary>
    public TestSigningKey Key { get; private set; }

    /// <summary>Whether the authority answers. Default <see langword="true"/>.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>The issuer in the metadata, to imitate another issuer. Default: <see cref="Issuer"/>.</summary>
    public string? MetadataIssuer { get; set; }

    /// <summary>The number of times that the keys were read.</summary>
    public int KeyRequests { get; private set; }

    /// <summary>Creates a token that the guard accepts for the resource; a test then changes one thing.</summary>
    /// <param name="resource">The audience of the token.</param>
    /// <param name="time">The clock. Default: the system's.</param>
    /// <returns>A builder for the token.</returns>
    public TestTokenBuilder Token(string resource, TimeProvider? time = null) => new(this, resource, time ?? TimeProvider.System);

    /// <summary>Publishes a new key and signs with it from now on.</summary>
    /// <param name="withdrawOld">Whether the previous keys are withdrawn at once.</param>
    public void RotateKey(bool withdrawOld = false)
    {
        if (withdrawOld)
            _published.Clear();

        Key = new TestSigningKey($"key-{Guid.NewGuid():N}");
        _published.Add(Key);
    }

    /// <summary>Makes a handler for the guard's backchannel that replaces the network.</summary>
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
