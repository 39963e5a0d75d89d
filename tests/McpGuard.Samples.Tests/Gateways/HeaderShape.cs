using System.Buffers.Text;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGuard.Samples.Tests.Gateways;

/// <summary>A header as a line in which everything that differs from one request to the next is replaced by its form.</summary>
internal static partial class HeaderShape
{
    public static string Of(string name, string value) => $"{name.ToLowerInvariant()}: {OfValue(value)}";

    private static string OfValue(string value)
    {
        if (Token().Match(value) is { Success: true } match)
            return match.Groups["scheme"].Value + OfToken(Decode(match.Groups["header"].Value), Decode(match.Groups["claims"].Value));

        if (Guid.TryParseExact(value, "D", out _))
            return "UUID";

        return value.AsSpan().ContainsAny('.', ':') && IPAddress.TryParse(value, out _) ? "ADDRESS" : value;
    }

    private static string OfToken(JsonElement header, JsonElement claims)
    {
        var names = header.EnumerateObject().Select(member => member.Name).Order(StringComparer.Ordinal);
        var kinds = claims.EnumerateObject().Select(claim => $"{claim.Name}:{claim.Value.ValueKind}").Order(StringComparer.Ordinal);
        var lifetime = claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64();
        var scope = claims.TryGetProperty("scope", out var text) ? $" for {text}" : "";
        return $"JWT {header.GetProperty("alg")} {header.GetProperty("kid").GetString()!.Length} {string.Join(',', names)} {string.Join(' ', kinds)} " +
            $"lives {lifetime}{scope}";
    }

    private static JsonElement Decode(string part) => JsonElement.Parse(Base64Url.DecodeFromChars(part));

    [GeneratedRegex(@"^(?<scheme>Bearer )?(?<header>eyJ[\w-]+)\.(?<claims>[\w-]+)\.[\w-]+$", RegexOptions.ExplicitCapture)]
    private static partial Regex Token();
}
