using System.Text.Json;
using System.Text.Json.Nodes;

namespace McpGuard.Tests.Tokens.Mutations;

/// <summary>Makes one change, or a few, to a JSON object.</summary>
internal sealed class JsonMutator(Random random)
{
    private static readonly string[] _names =
    [
        "iss", "sub", "aud", "exp", "iat", "nbf", "jti", "client_id", "scope", "act", "cnf", "sid", "auth_time", "azp", "scp", "nonce", "ISS", "Sub",
        "\u0073ub", "aſ",
    ];

    private static readonly string[] _values =
    [
        "null", "true", "0", "-1", "1", "1e400", "-0.0", "1785585900", "1785586200.5", "99999999999999999999", "\"\"", "\"x\"", "\"alice\"", "\"admin\"", "[]",
        "{}",
        "[\"x\"]",
        "[\"https://mcp.example.com/mcp\"]",
        "[\"https://mcp.example.com/mcp\",\"x\"]",
        "[null]",
        "\"https://mcp.example.com/mcp/\"",
        "\"https://authority.example/\"",
        "{\"sub\":\"agent-2\"}",
        "{\"sub\":1}",
        "{\"sub\":\"a\",\"act\":{\"sub\":\"b\"}}",
        "{\"jkt\":\"x\"}",
        "\"a b\"",
        "\"\\u0000\"",
        "\"\\ud800\"",
        "\"at+jwt\"",
        "\"none\"",
    ];

    private static readonly string[] _headers =
    [
        "\"alg\":\"none\"", "\"alg\":\"HS256\"", "\"alg\":\"ES384\"", "\"alg\":\"es256\"", "\"alg\":\"RS256\"", "\"typ\":\"JWT\"", "\"typ\":\"AT+JWT\"",
        "\"typ\":\"id+jwt\"",
        "\"kid\":\"other\"", "\"kid\":1", "\"kid\":null", "\"crit\":[]", "\"crit\":[\"x\"]", "\"b64\":false", "\"zip\":\"DEF\"", "\"cty\":\"JWT\"",
        "\"jku\":\"https://evil.example/keys\"", "\"x5u\":\"https://evil.example/cert\"", "\"jwk\":{\"kty\":\"EC\"}", "\"x5c\":[\"AA==\"]",
    ];

    public string Mutate(string json)
    {
        for (var changes = random.Next(1, 3); changes > 0; changes--)
            json = Change(json);

        return json;
    }

    // After an earlier change the text may be invalid JSON, or have duplicate members. Then it stays as it is.
    private string Change(string json)
    {
        try
        {
            return ChangeOnce(json);
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException)
        {
            return json;
        }
    }

    public string MutateHeader(string json) => random.Next(3) == 0 ? Change(json) : Set(json, Pick(_headers));

    private string ChangeOnce(string json)
    {
        switch (random.Next(6))
        {
            case 0: return Set(json, $"\"{Pick(_names)}\":{Pick(_values)}");
            case 1: return Append(json, $"\"{Pick(_names)}\":{Pick(_values)}");
            case 2: return Without(json);
            case 3: return Retyped(json);
            case 4: return json.Insert(random.Next(json.Length), Pick([" ", ",", "}", "{", "\"", "\\", "\0", "/**/", "\u2028", "[", "1"]));
            default: return json.Remove(random.Next(json.Length), 1);
        }
    }

    private string Pick(string[] of) => of[random.Next(of.Length)];

    // In place of a member of the same name.
    private static string Set(string json, string member)
    {
        var parsed = JsonNode.Parse(json)!.AsObject();
        parsed.Remove(member[1..member.IndexOf('"', 1)]);
        return Append(parsed.ToJsonString(), member);
    }

    private static string Append(string json, string member) => json.EndsWith('}') ? Jwt.Append(json, member) : json;

    private string Without(string json)
    {
        var parsed = JsonNode.Parse(json)!.AsObject();
        parsed.Remove(parsed.ElementAt(random.Next(parsed.Count)).Key);
        return parsed.ToJsonString();
    }

    private string Retyped(string json)
    {
        var parsed = JsonNode.Parse(json)!.AsObject();
        var (name, value) = parsed.ElementAt(random.Next(parsed.Count));
        parsed[name] = random.Next(3) switch
        {
            0 => new JsonArray(value?.DeepClone()),
            1 => new JsonObject { ["value"] = value?.DeepClone() },
            _ => value?.ToJsonString(),
        };
        return parsed.ToJsonString();
    }
}
