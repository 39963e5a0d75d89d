using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Asks an issuer about opaque tokens (RFC 7662). The same rules apply to its answer as to the claims of a JWT.</summary>
internal sealed class TokenIntrospector(
    IssuerOptions issuer,
    IssuerRules rules,
    MetadataSource metadata,
    Backchannel backchannel,
    CallerFactory callers,
    TimeProvider time,
    ILogger logger)
{
    private readonly IntrospectionOptions _options = issuer.Introspection!;
    private readonly IntrospectionTurns _turns = new(time);
    private Uri? _endpoint = issuer.Introspection!.Endpoint is { } address ? new Uri(address) : null;

    public async Task<IntrospectionResult> AskAsync(PresentedToken presented, TokenHash hash) =>
        await _turns.RunAsync(presented.ClientAddress, hash, () => AskAsync(presented.Value, hash)).ConfigureAwait(false) ?? IntrospectionResult.Unavailable;

    private async Task<IntrospectionResult> AskAsync(string token, TokenHash hash)
    {
        try
        {
            // A known invalid token is not sent again.
            if (Read(await PostAsync(token).ConfigureAwait(false), out var claims) is { } reason)
                return new(TokenResult.Refused(reason), reason == ReasonCode.TokenInactive ? _options.CacheDuration : TimeSpan.Zero);

            var caller = callers.Create(token, issuer.Issuer!, claims!, rules);

            // RFC 7662 section 4: never beyond exp, whatever the clock skew. In the skew after exp the issuer is asked each time.
            _turns.NoteGood(hash, caller.ExpiresAt);
            var remaining = caller.ExpiresAt - time.GetUtcNow();
            return new(TokenResult.Accepted(caller), remaining < _options.CacheDuration ? remaining : _options.CacheDuration);
        }
        catch (Exception exception) when (exception is HttpRequestException or InvalidOperationException or JsonException)
        {
            // The endpoint from the metadata may have moved.
            if (_options.Endpoint is null)
                _endpoint = null;

            Quietly.Run(() => Log.IntrospectionFailed(logger, issuer.Issuer!, exception));
            return IntrospectionResult.Unavailable;
        }
    }

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
    private string Credentials() => Convert.ToBase64String(Encoding.ASCII.GetBytes(
        $"{Uri.EscapeDataString(_options.ClientId!).Replace("%20", "+", StringComparison.Ordinal)}:{Uri.EscapeDataString(_options.ClientSecret!).Replace("%20", "+", StringComparison.Ordinal)}"));

    private ReasonCode? Read(byte[] answer, out TokenClaims? claims)
    {
        claims = null;
        if (StrictJson.Check(answer, TokenLimits.JsonDepth, TokenLimits.JsonMembers) is not null)
            throw new JsonException("The issuer's answer is not JSON with exactly one reading.");

        var json = JsonElement.Parse(answer);
        if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty("active", out var active))
            throw new JsonException("The issuer's answer does not say whether the token is active.");

        // RFC 7662 section 2.2: the boolean true. Any other value means no.
        if (active.ValueKind != JsonValueKind.True)
            return ReasonCode.TokenInactive;
        if (!IsAccessToken(json))
            return ReasonCode.TokenTypeRefused;
        if (TokenClaims.TryRead(json, rules, out var read) is { } fault)
            return fault;

        // This issuer answered, so an issuer in the answer must be the same.
        if (read!.Issuer is { } named && named != issuer.Issuer)
            return ReasonCode.IssuerUnknown;

        claims = read;
        return ClaimRules.Check(read, rules, time.GetUtcNow());
    }

    // RFC 7662 section 4: a refresh token may be active too.
    private static bool IsAccessToken(JsonElement json) =>
        !json.TryGetProperty("token_type", out var type) ||
        (type.ValueKind == JsonValueKind.String && type.GetString()!.ToUpperInvariant() is "BEARER" or "DPOP" or "ACCESS_TOKEN");
}
