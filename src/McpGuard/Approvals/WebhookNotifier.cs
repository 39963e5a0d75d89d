using System.Globalization;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Posts notices to an address, signed as Standard Webhooks describes. The receiver is not asked anything: its answer decides nothing.</summary>
internal sealed class WebhookNotifier(IHttpClientFactory clients, IOptions<McpGuardOptions> options, TimeProvider time) : IApprovalNotifier
{
    private const int Attempts = 3;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(2);

    public async ValueTask NotifyAsync(ApprovalNotice notice, CancellationToken cancellationToken)
    {
        if (options.Value.Approvals.Webhook is not { Address: { } address, Key: { } key })
            return;

        var body = BodyOf(notice);
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                await SendAsync(address, key, notice.NoticeId, body, cancellationToken).ConfigureAwait(false);
                return;
            }
            catch (Exception) when (attempt < Attempts && !cancellationToken.IsCancellationRequested)
            {
                using var pause = new PeriodicTimer(_pause, time);
                await pause.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false);
            }
        }
    }

    /// <summary>The signature over identifier, time and body.</summary>
    public static string Sign(byte[] key, string id, string timestamp, ReadOnlySpan<byte> body)
    {
        byte[] signed = [.. Encoding.UTF8.GetBytes($"{id}.{timestamp}."), .. body];
        return $"v1,{Convert.ToBase64String(HMACSHA256.HashData(key, signed))}";
    }

    private async ValueTask SendAsync(string address, byte[] key, string id, byte[] body, CancellationToken cancellationToken)
    {
        var timestamp = time.GetUtcNow().ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture);
        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
        request.Headers.Add("webhook-id", id);
        request.Headers.Add("webhook-timestamp", timestamp);
        request.Headers.Add("webhook-signature", Sign(key, id, timestamp, body));

        using var client = clients.CreateClient(McpGuardDefaults.BackchannelClient);
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken)
            .WaitAsync(_patience, time, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
    }

    private static byte[] BodyOf(ApprovalNotice notice)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("type", JsonNamingPolicy.SnakeCaseLower.ConvertName(notice.Event.ToString()));
            json.WriteString("timestamp", notice.Time);
            json.WriteStartObject("data");
            json.WriteString("approval", notice.Id);
            json.WriteString("tool", notice.Tool);
            json.WriteString("subject", notice.Subject);
            json.WriteString("waits_until", notice.WaitsUntil);
            if (notice.Link is { } link)
                json.WriteString("link", link.AbsoluteUri);

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }
}
