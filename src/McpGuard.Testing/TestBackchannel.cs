using System.Net;
using System.Text;

namespace McpGuard.Testing;

/// <summary>Answers the guard instead of the network, each authority for its own address.</summary>
internal sealed class TestBackchannel(IReadOnlyList<TestAuthority> authorities) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!;
        var authority = authorities.FirstOrDefault(authority => new Uri(authority.Issuer).Authority == address.Authority);
        if (authority is not { IsReachable: true })
            throw new HttpRequestException("The test authority is switched off, or there is none at this address.");

        return Task.FromResult(authority.Answer(address) is { } json
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(json, Encoding.UTF8, "application/json") }
            : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
