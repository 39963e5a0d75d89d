using System.Buffers;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text.Json;
using Microsoft.Extensions.Caching.Memory;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Asks a policy engine over the OpenID AuthZEN Authorization API 1.0, with the default mapping of its MCP binding. Only a clear permit
/// counts.
/// </summary>
internal sealed class PolicyEngine(IHttpClientFactory clients, IOptions<McpGuardOptions> options, TimeProvider time, ILogger<PolicyEngine> logger) : IDisposable
{
    private const int MaxAnswerBytes = 64 * 1024;
    private const int MaxAnswers = 10_000;

    private readonly MemoryCache _answers = new(new MemoryCacheOptions { SizeLimit = MaxAnswers, Clock = new GuardClock(time) });

    /// <returns>Whether the engine permits the request; null if it is unavailable.</returns>
    public async ValueTask<bool?> AskAsync(AccessRequest request, EngineOptions engine, CancellationToken cancellationToken)
    {
        var question = Write(request);
        var key = (engine, Convert.ToBase64String(SHA256.HashData(question)));
        if (_answers.TryGetValue(key, out bool known))
            return known;

        try
        {
            using var deadline = new CallDeadline(engine.Timeout, time, cancellationToken);
            var answer = await PostAsync(question, engine.Address, deadline.Token).ConfigureAwait(false);
            if (engine.CacheFor > TimeSpan.Zero)
                _answers.Set(key, answer, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpirationRelativeToNow = engine.CacheFor });

            return answer;
        }
        catch (Exception exception) when (!cancellationToken.IsCancellationRequested)
        {
            var host = engine.Address.Host;
            Quietly.Run(() => Log.EngineUnavailable(logger, host, exception.Message, exception.DetailsFor(logger)));
            return null;
        }
    }

    public void Dispose() => _answers.Dispose();

    private async Task<bool> PostAsync(byte[] question, Uri address, CancellationToken cancellationToken)
    {
        using var client = clients.CreateClient(McpGuardDefaults.PolicyEngineClient);
        client.MaxResponseContentBufferSize = MaxAnswerBytes;
        using var content = new ByteArrayContent(question) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        using var response = await client.PostAsync(address, content, cancellationToken).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        var answer = await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false);
        if (StrictJson.Check(answer, McpJson.MaxDepth, McpJson.MaxMembers) is not null)
            throw new InvalidDataException("The policy engine's answer is not JSON, or has a member twice.");

        using var json = JsonDocument.Parse(answer);
        return json.RootElement.ValueKind == JsonValueKind.Object && json.RootElement.TryGetProperty("decision", out var decision) &&
            decision.ValueKind is JsonValueKind.True or JsonValueKind.False
            ? decision.GetBoolean()
            : throw new InvalidDataException("The policy engine's answer has no decision.");
    }

    private byte[] Write(AccessRequest request)
    {
        var (caller, buffer) = (request.Caller, new ArrayBufferWriter<byte>(512));
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteStartObject("subject");
            json.WriteString("type", "identity");
            json.WriteString("id", caller.Subject);
            json.WriteStartObject("properties");
            json.WriteString("issuer", caller.Issuer);
            json.WriteEndObject();
            json.WriteEndObject();

            json.WriteStartObject("action");
            json.WriteString("name", request.Method);
            json.WriteEndObject();

            json.WriteStartObject("resource");
            json.WriteString("type", TypeOf(request));
            json.WriteString("id", request.Target ?? request.Resource ?? options.Value.Resource);
            json.WriteEndObject();

            json.WriteStartObject("context");
            json.WriteString("agent", caller.ClientId);
            if (caller.Actor is { } actor)
            {
                json.WriteString("actor", actor.Subject);
                json.WriteString("actor_issuer", actor.Issuer ?? caller.Issuer);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        return buffer.WrittenSpan.ToArray();
    }

    private static string TypeOf(AccessRequest request) => request.TargetKind switch
    {
        TargetKind.Tool => "tool",
        TargetKind.Prompt => "prompt",
        TargetKind.Resource => "resource",
        _ => request.Target is null ? "mcp_server" : "task",
    };
}
