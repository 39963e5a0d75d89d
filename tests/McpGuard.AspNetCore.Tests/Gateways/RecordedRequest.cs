using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>A request that Pomerium or LiteLLM sent to a server, with the gateway's keys, and the identity that it carries; null for none.</summary>
internal sealed record RecordedRequest(
    IssuerProfile Product,
    string Case,
    string Method,
    string[][] Headers,
    string? Body,
    string? BodyBase64,
    JsonElement Jwks,
    string Issuer,
    string Audience,
    long? Clock,
    string? Subject,
    string? Session,
    string? RequestId,
    int Groups,
    string? Tool = null,
    bool IsToolNamed = false)
{
    private static readonly JsonSerializerOptions _json =
        new(JsonSerializerDefaults.Web) { Converters = { new System.Text.Json.Serialization.JsonStringEnumConverter() } };

    public static IReadOnlyList<RecordedRequest> All { get; } = Read();

    public HttpRequestMessage ToMessage()
    {
        var message = new HttpRequestMessage(new HttpMethod(Method), "/mcp");
        if (BodyBase64 is not null || !string.IsNullOrEmpty(Body))
            message.Content = new ByteArrayContent(BodyBase64 is null ? Encoding.UTF8.GetBytes(Body!) : Convert.FromBase64String(BodyBase64));

        foreach (var header in Headers)
        {
            if (!message.Headers.TryAddWithoutValidation(header[0], header[1]))
                message.Content?.Headers.TryAddWithoutValidation(header[0], header[1]);
        }

        return message;
    }

    public override string ToString() => $"{Case} {Method}";

    private static RecordedRequest[] Read()
    {
        using var file = typeof(RecordedRequest).Assembly.GetManifestResourceStream("recorded-gateways.json.gz")!;
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return JsonSerializer.Deserialize<RecordedRequest[]>(unpacked, _json)!;
    }
}
