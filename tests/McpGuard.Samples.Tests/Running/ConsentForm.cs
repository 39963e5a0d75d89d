using System.Net;
using System.Text.RegularExpressions;

namespace McpGuard.Samples.Tests.Running;

/// <summary>The page of the development authority, and the user alice, who allows what it asks for.</summary>
internal static partial class ConsentForm
{
    public static async Task<HttpResponseMessage> AllowAsync(HttpClient browser, HttpResponseMessage page)
    {
        var html = await page.Content.ReadAsStringAsync();
        var form = Input().Matches(html).Select(input => KeyValuePair.Create(input.Groups["name"].Value, WebUtility.HtmlDecode(input.Groups["value"].Value)));
        var address = page.RequestMessage!.RequestUri!;
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri(address, "/authorize"))
        {
            Content = new FormUrlEncodedContent([.. form, KeyValuePair.Create("mcpguard_decision", "allow")]),
            Headers = { { "Origin", address.GetLeftPart(UriPartial.Authority) } },
        };
        return await browser.SendAsync(request);
    }

    [GeneratedRegex("<input (?:type=\"\\w+\" )?name=\"(?<name>[^\"]*)\" value=\"(?<value>[^\"]*)\"")]
    private static partial Regex Input();
}
