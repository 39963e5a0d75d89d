using System.Buffers;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Asks an issuer about opaque tokens (RFC 7662). The same rules apply to its answer as to the claims of a JWT.</summary>
internal sealed class TokenIntrospector(
    ConfiguredIssuer configured,
    IssuerRules rules,
    MetadataSource metadata,
    Backchannel backchannel,
    CallerFactory callers,
    TimeProvider time,
    ILogger logger)
{
    private readonly string _issuer = configured.Options.Issuer!;
    private readonly IntrospectionOptions _options = configured.Options.Introspection!;
    private readonly string _setting = configured.Setting("Introspection");
    private readonly IntrospectionTurns _turns = new(time);
    private Uri? _endpoint = configured.Options.Introspection!.Endpoint is { } address ? new Uri(address) : null;

    private string Place => _endpoint?.GetLeftPart(UriPartial.Path) ?? $"the introspection_endpoint of the metadata of {_issuer}";

    /// <summary>Whether it is asked about the issuer's JWTs too.</summary>
    public bool IncludesJwts => _options.IncludeJwts;

    public async Task<IntrospectionResult> AskAsync(PresentedToken presented, TokenHash hash, JsonElement? signed = null) =>
        await _turns.RunAsync(presented.ClientAddress, hash, () => AskAsync(presented.Value, hash, signed)).ConfigureAwait(false)
            ?? Unavailable("too many questions that wait for an answer");

    private async Task<IntrospectionResult> AskAsync(string token, TokenHash hash, JsonElement? signed)
    {
        try
        {
            // A known invalid token is not sent again.
            if (Read(await PostAsync(token).ConfigureAwait(false), signed, out var claims) is { } fault)
                return new(TokenResult.Refused(fault), fault.Reason == ReasonCode.TokenInactive ? _options.CacheDuration : TimeSpan.Zero);

            var caller = callers.Create(token, _issuer, claims!, rules);

            // RFC 7662 section 4: never beyond exp, whatever the clock skew. In the skew after exp the issuer is asked each time.
            _turns.NoteGood(hash, caller.ExpiresAt);
            var remaining = caller.ExpiresAt - time.GetUtcNow();
            return new(TokenResult.Accepted(caller), remaining < _options.CacheDuration ? remaining : _options.CacheDuration);
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or JsonException)
        {
            var place = Place;
            Quietly.Run(() => Log.IntrospectionFailed(logger, _issuer, place, _setting, exception.Message, exception.DetailsFor(logger)));
            var unavailable = Unavailable(exception.Message);

            // The endpoint from the metadata may have moved.
            if (_options.Endpoint is null)
                _endpoint = null;

            return unavailable;
        }
    }

    private IntrospectionResult Unavailable(string found) => new(
        TokenResult.Refused(
            new TokenFault(ReasonCode.IntrospectionUnavailable)
            {
                Part = "introspection",
                Expected = $"an answer of {_issuer} at {Place}",
                Found = found,
                Setting = _setting,
            }),
        TimeSpan.Zero);

    /// <exception cref="InvalidOperationException">The issuer has no such endpoint, or it must not be requested.</exception>
    private async Task<byte[]> PostAsync(string token)
    {
        _endpoint ??= await metadata.FindIntrospectionEndpointAsync(CancellationToken.None).ConfigureAwait(false);

        var form = new List<KeyValuePair<string, string>> { new("token", token), new("token_type_hint", "access_token") };
        using var request = new HttpRequestMessage(HttpMethod.Post, _endpoint);
        if (_options.Authentication == IntrospectionAuthentication.Post)
            form.AddRange([new("client_id", _options.ClientId!), new("client_secret", _options.ClientSecret!)]);
        else
            request.Headers.Authorization = new AuthenticationHeaderValue("Basic", Credentials());

        request.Headers.Accept.Add(new MediaTypeWithQualityHeaderValue("application/json"));
        request.Content = new FormUrlEncodedContent(form);
        using var response = await backchannel.SendAsync(request, CancellationToken.None).ConfigureAwait(false);
        response.EnsureSuccessStatusCode();
        return await response.Content.ReadAsByteArrayAsync().ConfigureAwait(false);
    }

    // RFC 6749 section 2.3.1: each part is form-encoded first.
    private string Credentials() =>
        Convert.ToBase64String(Encoding.ASCII.GetBytes($"{FormEncoded(_options.ClientId!)}:{FormEncoded(_options.ClientSecret!)}"));

    private static string FormEncoded(string text) => Uri.EscapeDataString(text).Replace("%20", "+", StringComparison.Ordinal);

    private TokenFault? Read(byte[] answer, JsonElement? signed, out TokenClaims? claims)
    {
        claims = null;
        if (StrictJson.Check(answer, TokenLimits.JsonDepth, TokenLimits.JsonMembers) is not null)
            throw new JsonException("The issuer's answer is not JSON with exactly one reading.");

        var json = JsonElement.Parse(answer);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("active", out var active))
            throw new JsonException("The issuer's answer does not say whether the token is active.");

        // RFC 7662 section 2.2: the boolean true. Any other value means no.
        if (active.ValueKind != JsonValueKind.True)
            return Refused(
                ReasonCode.TokenInactive,
                "active",
                "true; some issuers say it only to a client that is in the token's aud",
                active.ValueKind == JsonValueKind.False ? "false" : TokenFault.Kind(active));
        if (!IsAccessToken(json))
            return Refused(ReasonCode.TokenTypeRefused, "token_type", "Bearer, DPoP, access_token or none", TokenFault.Kind(json.GetProperty("token_type")));
        if (TokenClaims.Read(signed is { } own ? Joined(json, own) : json, rules, out var read) is { } fault)
            return fault;

        // This issuer answered, so an issuer in the answer must be the same.
        if (read!.Issuer is { } named && named != _issuer)
            return new(ReasonCode.IssuerUnknown) { Part = "iss", Expected = _issuer, Found = named, Setting = configured.IdentifierSetting };

        claims = read;
        return ClaimRules.Check(read, rules, time.GetUtcNow());
    }

    // Both are the issuer's word. The answer is newer, and a signed claim that it leaves out still holds.
    private static JsonElement Joined(JsonElement answer, JsonElement signed)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            foreach (var member in answer.EnumerateObject().Concat(signed.EnumerateObject().Where(member => !answer.TryGetProperty(member.Name, out _))))
                member.WriteTo(writer);

            writer.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    // RFC 7662 section 4: a refresh token may be active too.
    private static bool IsAccessToken(JsonElement json) =>
        !json.TryGetProperty("token_type", out var type) ||
        (type.ValueKind == JsonValueKind.String && type.GetString()!.ToUpperInvariant() is "BEARER" or "DPOP" or "ACCESS_TOKEN");

    private TokenFault Refused(ReasonCode reason, string part, string expected, string found) =>
        new(reason) { Part = part, Expected = expected, Found = found, Setting = $"{_setting}:ClientId" };
}
