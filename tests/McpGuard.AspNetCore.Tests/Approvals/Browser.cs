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

    public async Task<WebPage> OpenAsync(string path)
    {
        using var response = await _http.GetAsync(path);
        return await WebPage.ReadAsync(response);
    }

    public Task<WebPage> SendAsync(string path, IEnumerable<KeyValuePair<string, string>> fields) => SendAsync(path, new FormUrlEncodedContent(fields));

    public async Task<WebPage> SendAsync(string path, HttpContent content)
    {
        using var response = await _http.PostAsync(path, content);
        return await WebPage.ReadAsync(response);
    }

    /// <summary>Opens the page of an approval, and sends its form.</summary>
    public async Task<WebPage> DecideAsync(string id, string action, string? comment = null)
    {
        var fields = (await OpenAsync($"/approvals/{id}")).Fields;
        if (comment is not null)
            fields["comment"] = comment;

        return await SendAsync($"/approvals/{id}/{action}", fields);
    }

    public void Dispose() => _http.Dispose();
}
