using System.Text.Json.Nodes;

namespace McpGuard.Testing;

/// <summary>
/// An authorization server in memory, or on the loopback interface. It publishes metadata and keys to the guard like a real one, and issues
/// any token that a test needs.
/// </summary>
public sealed class TestAuthority : IDisposable
{
    private readonly List<TestSigningKey> _published = [];
    private LoopbackListener? _listener;

    /// <summary>Makes an authority with one ES256 key.</summary>
    /// <param name="issuer">Its issuer identifier.</param>
    public TestAuthority(string issuer = "https://authority.example")
    {
        Issuer = issuer;
        Key = new TestSigningKey("key-1");
        _published.Add(Key);
    }

    /// <summary>
    /// Makes an authority that answers over HTTP at <c>http://127.0.0.1</c>, for servers that run as they do in production: set <see
    /// cref="McpGuardOptions.Authority"/> to its <see cref="Issuer"/>. It has no endpoint that issues tokens; tests do.
    /// </summary>
    /// <param name="port">The port. Default: a free one.</param>
    /// <returns>The authority, until it is disposed.</returns>
    public static TestAuthority Listen(int port = 0)
    {
        var listener = new LoopbackListener(port);
        var authority = new TestAuthority($"http://127.0.0.1:{listener.Port}") { _listener = listener };
        listener.Run(path => authority.IsReachable
            ? authority.Answer(new Uri(authority.Issuer + path))
            : throw new HttpRequestException("The test authority is switched off."));
        return authority;
    }

    /// <summary>The issuer identifier, without a slash at its end.</summary>
    public string Issuer { get; }

    /// <summary>The signing key for new tokens.</summary>
    public TestSigningKey Key { get; private set; }

    /// <summary>Whether the authority answers. Default <see langword="true"/>.</summary>
    public bool IsReachable { get; set; } = true;

    /// <summary>The issuer in the metadata, to imitate another issuer. Default: <see cref="Issuer"/>.</summary>
    public string? MetadataIssuer { get; set; }

    /// <summary>The clock of new tokens. Default: the system's.</summary>
    public TimeProvider Time { get; set; } = TimeProvider.System;

    /// <summary>Whether it answers over HTTP.</summary>
    internal bool IsListening => _listener is not null;

    /// <summary>The number of times that the keys were read.</summary>
    public int KeyRequests { get; private set; }

    /// <summary>Creates a token that the guard accepts for the resource; a test then changes one thing.</summary>
    /// <param name="resource">The audience of the token.</param>
    /// <param name="time">The clock. Default: <see cref="Time"/>.</param>
    /// <returns>A builder for the token.</returns>
    public TestTokenBuilder Token(string resource, TimeProvider? time = null) => new(this, resource, time ?? Time);

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
        _listener?.Dispose();
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
