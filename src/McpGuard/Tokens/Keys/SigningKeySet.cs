using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>The keys of an issuer at one time, all of which can verify a token.</summary>
internal sealed class SigningKeySet
{
    private readonly JsonWebKey[] _keys;

    public SigningKeySet(string issuer, JsonWebKeySet published)
    {
        Issuer = issuer;
        _keys = [.. published.Keys];
    }

    /// <summary>The issuer as its own metadata spells it. Tokens must spell it the same.</summary>
    public string Issuer { get; }

    public int Count => _keys.Length;

    /// <summary>The identifiers of the keys.</summary>
    public IReadOnlyList<string> KeyIds => [.. _keys.Select(key => key.Kid ?? "")];

    /// <summary>The keys that may have signed a token: by its key id, or all matching keys if it names none.</summary>
    public JsonWebKey[] Find(string? keyId, string algorithm) =>
        [.. _keys.Where(key => (keyId is null || key.Kid == keyId) && Fits(key, algorithm))];

    /// <summary>Whether both sets verify the same tokens.</summary>
    public bool IsSameAs(SigningKeySet other) =>
        Issuer == other.Issuer && _keys.Select(Identity).ToHashSet().SetEquals(other._keys.Select(Identity));

    // RFC 8725 section 3.1: an algorithm is used only with a key of its own kind.
    private static bool Fits(JsonWebKey key, string algorithm) =>
        (string.IsNullOrEmpty(key.Alg) || key.Alg == algorithm) && algorithm switch
        {
            SecurityAlgorithms.EcdsaSha256 => key.Crv == JsonWebKeyECTypes.P256,
            SecurityAlgorithms.EcdsaSha384 => key.Crv == JsonWebKeyECTypes.P384,
            SecurityAlgorithms.EcdsaSha512 => key.Crv == JsonWebKeyECTypes.P521,
            _ => key.Kty == JsonWebAlgorithmsKeyTypes.RSA,
        };

    private static (string?, string, string) Identity(JsonWebKey key) =>
        (key.Kid, key.Alg ?? "", Base64UrlEncoder.Encode(key.ComputeJwkThumbprint()));
}
