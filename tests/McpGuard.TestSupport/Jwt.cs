using System.Buffers.Text;
using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.TestSupport;

/// <summary>Writes tokens that no honest issuer would.</summary>
internal static class Jwt
{
    public static string Encode(string text) => Base64Url.EncodeToString(Encoding.UTF8.GetBytes(text));

    /// <summary>Signs the claims as they are, in place of those that the builder would write.</summary>
    public static string WithClaimsText(this TestTokenBuilder token, string claims) => token.Build(token.Header, claims);

    /// <summary>Writes one more member at the end of an object.</summary>
    public static string Append(string json, string member) => $"{json[..^1]},{member}}}";

    /// <summary>Sets a claim to text that is not checked to be JSON.</summary>
    public static string WithRaw(this TestTokenBuilder token, string claim, string value) =>
        token.WithClaimsText(Append(token.Without(claim).Claims, $"\"{claim}\":{value}"));

    /// <summary>Signs with a function in place of the authority's key.</summary>
    public static string Sign(string header, string claims, Func<byte[], byte[]> sign)
    {
        var content = $"{Encode(header)}.{Encode(claims)}";
        return $"{content}.{Base64Url.EncodeToString(sign(Encoding.ASCII.GetBytes(content)))}";
    }

    /// <summary>A chain of so many actors, the current one first.</summary>
    public static JsonObject Chain(int depth)
    {
        var actor = new JsonObject { ["sub"] = $"actor-{depth}" };
        for (var i = depth - 1; i > 0; i--)
            actor = new JsonObject { ["sub"] = $"actor-{i}", ["act"] = actor };

        return actor;
    }
}
