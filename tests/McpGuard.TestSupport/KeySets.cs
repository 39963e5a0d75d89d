using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.TestSupport;

/// <summary>Key sets as an issuer publishes them.</summary>
internal static class KeySets
{
    public static string JsonOf(params TestSigningKey[] keys) =>
        new JsonObject { ["keys"] = new JsonArray([.. keys.Select(key => key.ToJsonWebKey())]) }.ToJsonString();

    public static SigningKeySet Of(params string[] keyIds) =>
        new("https://authority.example", JwksSource.Parse(JsonOf([.. keyIds.Select(id => new TestSigningKey(id))])));
}
