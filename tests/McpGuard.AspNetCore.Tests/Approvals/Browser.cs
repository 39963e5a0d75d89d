using System.Net;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>The browser of one person: it keeps cookies, and follows no redirect.</summary>
internal sealed class Browser : IDisposable
{
    private readonly HttpClient _http;

    public Browser(Uri address, string? claims)
    {
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, CookieContainer = new CookieContainer() }) { BaseAddress = address };
        if (claims is not null)
            _http.DefaultRequestHeaders.Add(HeaderSignIn.Header, claims);
    }

    public Task<WebPage> OpenAsync(string path, params (string Name, string Value)[] headers) => RequestAsync(HttpMethod.Get, path, null, headers);

    public Task<WebPage> SendAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => SendAsync(path, new FormUrlEncodedContent(fields));

    public Task<WebPage> SendAsync(string path, HttpContent content, params (string Name, string Value)[] headers) =>
        RequestAsync(HttpMethod.Post, path, content, headers);

    /// <summary>Opens the page of an approval, and sends its form.</summary>
    public async Task<WebPage> DecideAsync(string id, string action, string? comment = null)
    {
        var fields = (await OpenAsync($"/approvals/{id}")).Fields;
        if (comment is not null)
            fields["comment"] = comment;

        return await SendAsync($"/approvals/{id}/{action}", fields);
    }

    public void Dispose() => _http.Dispose();

    private async Task<WebPage> RequestAsync(HttpMethod method, string path, HttpContent? content, (string Name, string Value)[] headers)
    {
        using var request = new HttpRequestMessage(method, path) { Content = content };
        foreach (var (name, value) in headers)
            request.Headers.Add(name, value);

        using var response = await _http.SendAsync(request);
        return await WebPage.ReadAsync(response);
    }
}
