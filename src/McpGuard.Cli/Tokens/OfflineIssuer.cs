using System.Net;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Cli.Tokens;

/// <summary>Answers for an issuer from a file with its keys. It replaces the network, so no request leaves this process.</summary>
internal sealed class OfflineIssuer(string issuer, string? keys) : HttpMessageHandler
{
    protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken)
    {
        if (keys is null || request.Method != HttpMethod.Get)
            throw new HttpRequestException("This command sends nothing.");

        var path = request.RequestUri!.AbsolutePath;
        var isMetadata = path.Contains("/oauth-authorization-server", StringComparison.Ordinal) ||
            path.EndsWith("/openid-configuration", StringComparison.Ordinal);
        return Task.FromResult(new HttpResponseMessage(HttpStatusCode.OK) { Content = new StringContent(isMetadata ? Metadata() : keys) });
    }

    private string Metadata() => JsonSerializer.Serialize(
        new Dictionary<string, string> { ["issuer"] = issuer, ["jwks_uri"] = $"{issuer.TrimEnd('/')}/jwks" }, OfflineJson.Default.DictionaryStringString);
}

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OfflineJson : JsonSerializerContext;
