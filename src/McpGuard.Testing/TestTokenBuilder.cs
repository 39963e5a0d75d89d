using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.Testing;

/// <summary>
/// A delegated access token that is valid in every respect until a test changes one thing: alice through agent-1, for five minutes, without
/// scopes.
/// </summary>
public sealed class TestTokenBuilder
{
    private readonly JsonObject _header;
    private readonly JsonObject _claims;
    private readonly TimeProvider _time;
    private TestSigningKey _key;

    internal TestTokenBuilder(TestAuthority authority, string resource, TimeProvider time)
    {
        var now = time.GetUtcNow().ToUnixTimeSeconds();
        _key = authority.Key;
        _time = time;
        _header = new JsonObject { ["alg"] = "ES256", ["typ"] = "at+jwt", ["kid"] = _key.KeyId };
        _claims = new JsonObject
        {
            ["iss"] = authority.Issuer,
            ["sub"] = "alice",
            ["aud"] = resource,
            ["client_id"] = "agent-1",
            ["act"] = new JsonObject { ["sub"] = "agent-1" },
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = Guid.NewGuid().ToString("N"),
        };
    }

    /// <summary>Grants scopes.</summary>
    /// <param name="scopes">The scopes. They replace those granted before.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder WithScopes(params string[] scopes) => With("scope", string.Join(' ', scopes));

    /// <summary>Sets a claim.</summary>
    /// <param name="claim">Its name.</param>
    /// <param name="value">Its value; null is JSON's null.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder With(string claim, JsonNode? value)
    {
        _claims[claim] = value;
        return this;
    }

    /// <summary>Removes a claim.</summary>
    /// <param name="claim">Its name.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder Without(string claim)
    {
        _claims.Remove(claim);
        return this;
    }

    /// <summary>Sets a header parameter.</summary>
    /// <param name="parameter">Its name.</param>
    /// <param name="value">Its value.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder WithHeader(string parameter, JsonNode? value)
    {
        _header[parameter] = value;
        return this;
    }

    /// <summary>Removes a header parameter.</summary>
    /// <param name="parameter">Its name.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder WithoutHeader(string parameter)
    {
        _header.Remove(parameter);
        return this;
    }

    /// <summary>Sets the times of issue and expiry, in seconds from now.</summary>
    /// <param name="issued">Seconds to <c>iat</c>; negative is in the past.</param>
    /// <param name="ends">Seconds to <c>exp</c>.</param>
    /// <param name="time">The clock. Default: the one that the token was begun with.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder WithTimes(int issued, int ends, TimeProvider? time = null)
    {
        var now = (time ?? _time).GetUtcNow().ToUnixTimeSeconds();
        return With("iat", now + issued).With("exp", now + ends);
    }

    /// <summary>Signs with another key than the authority's, with the <c>kid</c> in the header unchanged.</summary>
    /// <param name="key">The key.</param>
    /// <returns>This builder.</returns>
    public TestTokenBuilder SignedWith(TestSigningKey key)
    {
        _key = key;
        return this;
    }

    /// <summary>Signs the token.</summary>
    /// <returns>The JWT in compact form.</returns>
    public string Build() => Build(_header.ToJsonString(), _claims.ToJsonString());

    /// <summary>Signs a header and claims exactly as written, for content that a JSON object cannot represent, such as a duplicate member.</summary>
    /// <param name="header">The header, as text.</param>
    /// <param name="claims">The claims, as text.</param>
    /// <returns>The JWT in compact form.</returns>
    public string Build(string header, string claims)
    {
        var content = $"{Encode(header)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(_key.Sign(Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>The serialized header.</summary>
    public string Header => _header.ToJsonString();

    /// <summary>The serialized claims.</summary>
    public string Claims => _claims.ToJsonString();

    private static string Encode(string json) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(json));
}
