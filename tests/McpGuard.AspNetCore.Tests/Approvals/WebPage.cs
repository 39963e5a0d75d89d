using System.Net;
using System.Text.RegularExpressions;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>A page as a browser gets it.</summary>
internal sealed partial record WebPage(HttpStatusCode Status, string Text, IReadOnlyDictionary<string, string> Headers)
{
    /// <summary>The hidden fields of its forms.</summary>
    public Dictionary<string, string> Fields => Hidden().Matches(Text).DistinctBy(match => match.Groups[1].Value)
        .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);

    public string? this[string header] => Headers.GetValueOrDefault(header);

    public static async Task<WebPage> ReadAsync(HttpResponseMessage response) => new(
        response.StatusCode,
        await response.Content.ReadAsStringAsync(),
        response.Headers.Concat(response.Content.Headers)
            .ToDictionary(header => header.Key, header => string.Join(", ", header.Value), StringComparer.OrdinalIgnoreCase));

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex Hidden();
}
