using System.IO.Compression;
using System.Text.Json;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>
/// Every request that Pomerium and LiteLLM, one behind the other, sent to a recording server, replayed with the clock set to its time: the
/// two tokens of a sign-in yield the user and both gateways, and anything less is refused.
/// </summary>
internal sealed class RecordedLayersTests
{
    private static readonly JsonElement[] _recorded = Read();

    [Test]
    public async Task Token_of_LiteLlm_decides_and_the_assertion_corroborates()
    {
        await using var server = await StartAsync(_recorded[0], options =>
            options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerium" });

        await ReplayAsync(server, _recorded[0], (record, assertion, token) =>
        {
            Assert.That(
                (record.Issuer, record.Subject, record.ClientId, record.Tenant),
                Is.EqualTo(("https://llm.corp.example", "00u-alice", "litellm", "litellm-proxy")));
            Assert.That(Gateways(record), Is.EqualTo(new[]
            {
                ("litellm", AuditGatewayProof.Signature, Text(token, "sid"), record.TokenId),
                ("pomerium", AuditGatewayProof.Signature, Text(assertion, "sid"), Text(assertion, "jti")),
            }));
        });
    }

    [Test]
    public async Task Assertion_alone_is_not_a_credential_where_the_other_token_decides()
    {
        await using var server = await StartAsync(_recorded[1], options =>
            options.Issuers["litellm"].Corroboration = new CorroborationOptions { By = "pomerium" });

        await ReplayAsync(server, _recorded[1], (_, _, _) => Assert.Fail("No request of this recording has both tokens."));
    }

    [Test]
    public async Task Assertion_says_who_and_the_token_of_LiteLlm_carries_it()
    {
        await using var server = await StartAsync(_recorded[2], options => options.Issuers["pomerium"].Gateway!.Carrier = "litellm");

        await ReplayAsync(server, _recorded[2], (record, assertion, token) =>
        {
            Assert.That(Text(token, "sub"), Does.StartWith("apikey:"));
            Assert.That(
                (record.Issuer, record.Subject, record.ClientId, record.Tenant),
                Is.EqualTo(("llmmcp.corp.example", "00u-alice", "litellm", "litellm-proxy")));
            Assert.That((record.TokenId, record.SessionId), Is.EqualTo((Text(assertion, "jti"), Text(assertion, "sid"))));
            Assert.That(Gateways(record).Select(gateway => (gateway.Name, gateway.Proof)),
                Is.EqualTo(new[] { ("litellm", AuditGatewayProof.Signature), ("pomerium", AuditGatewayProof.Signature) }));
        });
    }

    private static async Task ReplayAsync(GuardedWebServer server, JsonElement recorded, Action<AuditRecord, JsonElement, JsonElement> check)
    {
        foreach (var request in recorded.GetProperty("requests").EnumerateArray())
        {
            var (clock, assertion, token) = (request.GetProperty("clock"), request.GetProperty("assertion"), request.GetProperty("token"));
            if (clock.ValueKind == JsonValueKind.Number)
                server.Time.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(clock.GetInt64()));

            server.Audit.Clear();
            using var message = Message(request);
            using var answer = await server.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            await Eventually.IsTrueAsync(() => server.Audit.Decisions.Count > 0);

            var record = server.Audit.Decisions[0];
            if (assertion.ValueKind == JsonValueKind.Object && token.ValueKind == JsonValueKind.Object)
                check(record, assertion, token);
            else
                Assert.That((record.Reason, record.Subject, (int)answer.StatusCode), Is.EqualTo((ReasonCode.CredentialMissing, (string?)null, 401)));
        }
    }

    private static Task<GuardedWebServer> StartAsync(JsonElement recorded, Action<McpGuardOptions> configure)
    {
        var host = recorded.GetProperty("requests").EnumerateArray().Select(request => request.GetProperty("assertion"))
            .First(assertion => assertion.ValueKind == JsonValueKind.Object).GetProperty("aud").GetString()!;
        return GuardedWebServer.StartAsync(options =>
        {
            options.Issuers["pomerium"] = new IssuerOptions
            {
                Profile = IssuerProfile.Pomerium,
                Issuer = host,
                Audiences = { host },
                Keys = { Jwks = recorded.GetProperty("pomeriumKeys").GetRawText() },
                Gateway = new GatewayOptions { Client = "pomerium" },
            };
            options.Issuers["litellm"] = new IssuerOptions
            {
                Profile = IssuerProfile.LiteLlm,
                Issuer = "https://llm.corp.example",
                Audiences = { "https://files.corp.example/mcp" },
                Keys = { Jwks = recorded.GetProperty("liteLlmKeys").GetRawText() },
                Gateway = new GatewayOptions { Client = "litellm" },
            };
            configure(options);
        });
    }

    private static IEnumerable<(string Name, AuditGatewayProof Proof, string? Session, string? Token)> Gateways(AuditRecord record) =>
        record.Gateways!.Select(gateway => (gateway.Name, gateway.Proof, gateway.SessionId, gateway.TokenId));

    private static string? Text(JsonElement claims, string name) => claims.TryGetProperty(name, out var value) ? value.GetString() : null;

    private static HttpRequestMessage Message(JsonElement request)
    {
        var message = new HttpRequestMessage(new HttpMethod(request.GetProperty("method").GetString()!), "/mcp");
        if (request.GetProperty("body").GetString() is { Length: > 0 } body)
            message.Content = new ByteArrayContent(System.Text.Encoding.UTF8.GetBytes(body));
        foreach (var header in request.GetProperty("headers").EnumerateArray())
        {
            var (name, value) = (header[0].GetString()!, header[1].GetString());
            if (!message.Headers.TryAddWithoutValidation(name, value))
                message.Content?.Headers.TryAddWithoutValidation(name, value);
        }

        return message;
    }

    private static JsonElement[] Read()
    {
        using var file = typeof(RecordedLayersTests).Assembly.GetManifestResourceStream("recorded-layers.json.gz")!;
        using var unpacked = new GZipStream(file, CompressionMode.Decompress);
        return [.. JsonElement.Parse(new StreamReader(unpacked).ReadToEnd()).EnumerateArray().Select(recording => recording.Clone())];
    }
}
