using System.Net;
using System.Text.RegularExpressions;

namespace McpGuard.Samples.Tests.Running;

/// <summary>A person at a browser without a window: it keeps cookies, follows redirects, and sends the forms of pages.</summary>
internal sealed partial class Visitor(string server) : IDisposable
{
    private readonly HttpClient _http = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(server) };

    /// <summary>The path of the last page.</summary>
    public string Path { get; private set; } = "/";

    public string Page { get; private set; } = "";

    public async Task OpenAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        await KeepAsync(response);
    }

    public async Task SendAsync(string path, Dictionary<string, string> fields)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await _http.PostAsync(path, form);
        await KeepAsync(response);
    }

    /// <summary>Fills in the sign-in to which a page has led.</summary>
    public Task SignInAsync(string name) => SendAsync(Path, new(Fields) { ["name"] = name, ["password"] = $"{name}-secret" });

    /// <summary>The hidden fields of the page's form.</summary>
    public Dictionary<string, string> Fields => Hidden().Matches(Page).DistinctBy(match => match.Groups[1].Value)
        .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);

    /// <summary>Waits until the list has a request with this text on its page, and opens it.</summary>
    public Task OpenRequestAsync(string text) => Eventually.IsTrueAsync(async () =>
    {
        await OpenAsync("/approvals");
        foreach (Match link in Request().Matches(Page))
        {
            await OpenAsync(link.Groups[1].Value);
            if (Page.Contains(text, StringComparison.Ordinal))
                return true;
        }

        return false;
    });

    public void Dispose() => _http.Dispose();

    private async Task KeepAsync(HttpResponseMessage response)
    {
        Path = response.RequestMessage!.RequestUri!.PathAndQuery;
        Page = await response.Content.ReadAsStringAsync();
    }

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex Hidden();

    [GeneratedRegex("""<a href="(/approvals/apr_[^"]+)">""")]
    private static partial Regex Request();
}
