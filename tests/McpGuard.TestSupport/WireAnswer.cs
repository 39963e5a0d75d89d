using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpGuard.TestSupport;

/// <summary>An answer as it came over the wire.</summary>
internal sealed partial record WireAnswer(int Status, string? MediaType, string[] Challenges, IReadOnlyDictionary<string, string> Headers, string Body)
{
    /// <summary>The JSON-RPC message, out of its event stream if it came in one.</summary>
    public JsonNode? Json =>
        Body.Length == 0 ? null : JsonNode.Parse(Body.Split('\n').FirstOrDefault(line => line.StartsWith("data: ", StringComparison.Ordinal))?[6..] ?? Body);

    /// <summary>The refusal, as an error or as a tool result.</summary>
    public JsonNode? Error => Json?["error"] ?? Refused.Of(Json?["result"])?.ToError();

    /// <summary>The status that the answer stands for: a refusal has it in its code, whatever the form of the answer.</summary>
    public int Verdict => ErrorCode is > 0 and var code ? code / 100 : Status;

    /// <summary>Whether a refusal is a tool result.</summary>
    public bool IsToolResult => Refused.Of(Json?["result"]) is not null;

    public int? ErrorCode => (int?)Error?["code"];

    /// <summary>The parameters of the one Bearer challenge; the order means nothing.</summary>
    public IReadOnlyDictionary<string, string> Challenge
    {
        get
        {
            Assert.That(Challenges, Has.Length.EqualTo(1), "one challenge");
            Assert.That(Challenges[0], Does.StartWith("Bearer "));
            return Parameter().Matches(Challenges[0][7..]).ToDictionary(match => match.Groups[1].Value, match => match.Groups[2].Value);
        }
    }

    public static async Task<WireAnswer> ReadAsync(HttpResponseMessage response) => new(
        (int)response.StatusCode,
        response.Content.Headers.ContentType?.MediaType,
        response.Headers.TryGetValues("WWW-Authenticate", out var challenges) ? [.. challenges] : [],
        response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase),
        await response.Content.ReadAsStringAsync());

    [GeneratedRegex("""([a-z_]+)="([^"\\]*)"(?:, |$)""")]
    private static partial Regex Parameter();
}
