using System.Buffers.Text;
using System.Numerics;
using System.Security.Cryptography;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard;

/// <summary>Makes an RSA key from its numbers, if they are safe.</summary>
internal static class RsaKey
{
    private const int MinBits = 2048;

    // Verifying with a larger key costs too much for a signature that a caller sends.
    private const int MaxBits = 16384;
    private const int MaxExponentBits = 64;

    // CVE-2017-15361: a modulus of the faulty generator is a power of 65537 modulo each of these primes.
    private static readonly int[] _rocaPrimes = [11, 13, 17, 19, 37, 53, 61, 71, 73, 79, 97, 103, 107, 109, 127, 151, 157];

    /// <returns>The key, or null if it is too weak or not an RSA key. Leading zeros of a number are ignored.</returns>
    /// <exception cref="CryptographicException">The platform rejects these numbers.</exception>
    public static JsonWebKey? Create(byte[] modulus, byte[] exponent)
    {
        if (modulus.Length > (MaxBits / 8) + 1 || exponent.Length > MaxExponentBits)
            return null;

        var (n, e) = (Number(modulus), Number(exponent));
        if (n.GetBitLength() is < MinBits or > MaxBits || e < 3 || e.IsEven || e.GetBitLength() > MaxExponentBits || IsRoca(n))
            return null;

        var parameters =
            new RSAParameters { Modulus = n.ToByteArray(isUnsigned: true, isBigEndian: true), Exponent = e.ToByteArray(isUnsigned: true, isBigEndian: true) };
        using var key = RSA.Create(parameters);
        return new JsonWebKey
        {
            Kty = JsonWebAlgorithmsKeyTypes.RSA,
            N = Base64Url.EncodeToString(parameters.Modulus),
            E = Base64Url.EncodeToString(parameters.Exponent),
        };
    }

    private static BigInteger Number(byte[] bytes) => new(bytes, isUnsigned: true, isBigEndian: true);

    private static bool IsRoca(BigInteger modulus) => Array.TrueForAll(_rocaPrimes, prime =>
    {
        var (rest, power) = ((int)(modulus % prime), 1);
        for (var i = 0; i < prime; i++, power = (int)(power * 65537L % prime))
        {
            if (power == rest)
                return true;
        }

        return false;
    });
}
