using System.Net;
using System.Text;

namespace McpGuard.TestSupport;

/// <summary>An issuer that is asked about opaque tokens, and answers as the token's name says.</summary>
internal sealed class IntrospectionEndpoint(HttpMessageHandler others, Func<string, string> claims) : DelegatingHandler(others)
{
    public const string Issuer = "https://opaque.example";

    public const string Address = $"{Issuer}/introspect";

    protected override async Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (request.RequestUri!.AbsoluteUri != Address)
            return await base.SendAsync(request, cancellationToken);

        var form = await request.Content!.ReadAsStringAsync(cancellationToken);
        var token = WebUtility.UrlDecode(form.Split('&').Single(part => part.StartsWith("token=", StringComparison.Ordinal))[6..]);
        return new HttpResponseMessage(token.Contains("broken", StringComparison.Ordinal) ? HttpStatusCode.InternalServerError : HttpStatusCode.OK)
        {
            Content = new StringContent(claims(token), Encoding.UTF8, "application/json"),
        };
    }
}
