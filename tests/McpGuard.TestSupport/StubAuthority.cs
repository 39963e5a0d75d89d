using System.Net;
using System.Text;

namespace McpGuard.TestSupport;

/// <summary>Answers each address with fixed text, and remembers which were asked for.</summary>
internal sealed class StubAuthority(IReadOnlyDictionary<string, string> answers) : HttpMessageHandler
{
    public List<string> Asked { get; } = [];

    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        var address = request.RequestUri!.AbsoluteUri;
        lock (Asked)
            Asked.Add(address);

        return Task.FromResult(answers.TryGetValue(address, out var answer)
            ? new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(answer, Encoding.UTF8, "application/json") }
            : new HttpResponseMessage(HttpStatusCode.NotFound));
    }
}
