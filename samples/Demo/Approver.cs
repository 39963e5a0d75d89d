using System.Net;
using System.Text.RegularExpressions;

namespace Demo;

/// <summary>Bob, a finance lead, at his browser: he signs in, opens the request that waits for him, and sends its form.</summary>
internal sealed partial class Approver(string server) : IDisposable
{
    private const string Name = "bob";
    private const string List = "/approvals";

    private readonly HttpClient _browser = new(new SocketsHttpHandler { CookieContainer = new CookieContainer() }) { BaseAddress = new Uri(server) };

    /// <summary>Decides the next request that waits for him.</summary>
    public async Task DecideAsync(ApproverAct act, CancellationToken cancellationToken)
    {
        var page = await FindRequestAsync(cancellationToken);
        var fields = HiddenFields(await _browser.GetStringAsync(page, cancellationToken));
        fields["comment"] = act == ApproverAct.Approve ? "As agreed with the customer." : "This is more than the order.";
        await SendAsync($"{page}/{(act == ApproverAct.Approve ? "approve" : "deny")}", fields, cancellationToken);
    }

    public void Dispose() => _browser.Dispose();

    private async Task<string> FindRequestAsync(CancellationToken cancellationToken)
    {
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(50));
        while (true)
        {
            var list = await OpenListAsync(cancellationToken);
            if (Request().Match(list) is { Success: true } link)
                return link.Groups[1].Value;

            await timer.WaitForNextTickAsync(cancellationToken);
        }
    }

    // Without a sign-in, the server answers with the page that asks for one.
    private async Task<string> OpenListAsync(CancellationToken cancellationToken)
    {
        using var response = await _browser.GetAsync(List, cancellationToken);
        var page = await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
        var address = response.RequestMessage!.RequestUri!;
        if (address.AbsolutePath == List)
            return page;

        var fields = HiddenFields(page);
        fields["name"] = Name;
        fields["password"] = $"{Name}-secret";
        return await SendAsync(address.PathAndQuery, fields, cancellationToken);
    }

    private async Task<string> SendAsync(string path, Dictionary<string, string> fields, CancellationToken cancellationToken)
    {
        using var form = new FormUrlEncodedContent(fields);
        using var response = await _browser.PostAsync(path, form, cancellationToken);
        return await response.EnsureSuccessStatusCode().Content.ReadAsStringAsync(cancellationToken);
    }

    // With the token by which the server knows that the form is its own.
    private static Dictionary<string, string> HiddenFields(string page) => HiddenField().Matches(page)
        .ToDictionary(match => match.Groups[1].Value, match => WebUtility.HtmlDecode(match.Groups[2].Value), StringComparer.Ordinal);

    [GeneratedRegex("""<a href="(/approvals/[^"]+)">""")]
    private static partial Regex Request();

    [GeneratedRegex("""<input type="hidden" name="([^"]*)" value="([^"]*)">""")]
    private static partial Regex HiddenField();
}
