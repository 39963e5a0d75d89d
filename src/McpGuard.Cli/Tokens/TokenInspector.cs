using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard.Cli.Tokens;

/// <summary>
/// Checks a token by the guard's own rules. The verdict is that of the guard's validator, with a file of keys in the place of the network.
/// </summary>
internal static class TokenInspector
{
    private const string Signature = "signature";

    public static async Task<TokenInspection> InspectAsync(
        string token, McpGuardOptions options, string? keys, TimeProvider time, CancellationToken cancellationToken)
    {
        if (options.Resource is null || !ConfiguredIssuer.Of(options).Any())
            throw new CommandException(
                $"The settings must have {McpGuardDefaults.ConfigurationSection}:Resource and an issuer, such as " +
                    $"{McpGuardDefaults.ConfigurationSection}:Authority.");

        if (ParsedJwt.Read(token, out var form) is { } malformed)
            return Unreadable(token, malformed, options);

        var name = new ClaimReader(form!.Claims).RequiredText("iss");
        var issuer = ConfiguredIssuer.Of(options)
            .FirstOrDefault(issuer => issuer.Options.Issuer is { } known && IssuerName.KeyOf(known) == IssuerName.KeyOf(name));
        var result = await ValidateAsync(token, options, issuer.Options, name, keys, time, cancellationToken).ConfigureAwait(false);
        if (issuer.Options is null)
            return new(TokenVerdict.Refused, null, [TokenCheck.Of("form", null), TokenCheck.Of("issuer", result.Fault)]);

        List<TokenCheck> checks =
        [
            TokenCheck.Of("form", null), TokenCheck.Of("issuer", result.Reason == ReasonCode.IssuerUnknown ? result.Fault : null),
            .. Check(form, new IssuerRules(issuer, options), time.GetUtcNow()),
        ];
        checks.Add(CheckSignature(result, checks));

        // An issuer that is asked about JWTs too has the last word, and is not asked here.
        if (issuer.Options.Introspection is { IncludeJwts: true })
            checks.Add(TokenCheck.NotChecked("introspection", "the issuer's answer. This command sends the token nowhere."));

        return new(VerdictOf(result, checks), result.Caller?.ToString(), checks);
    }

    private static async Task<TokenResult> ValidateAsync(
        string token, McpGuardOptions options, IssuerOptions? issuer, string name, string? keys, TimeProvider time, CancellationToken cancellationToken)
    {
        // This command looks at a token where its issuer puts it, and uses nothing up.
        if (issuer?.Gateway is { } gateway)
            gateway.SingleUse = false;

        var services = new ServiceCollection();
        services.AddSingleton(time);
        services.AddMcpServer().WithMcpGuard();
        services.AddSingleton(Options.Create(options));
        services.AddHttpClient(McpGuardDefaults.BackchannelClient).ConfigurePrimaryHttpMessageHandler(() => new OfflineIssuer(issuer?.Issuer ?? name, keys));
        var provider = services.BuildServiceProvider();
        await using var _ = provider.ConfigureAwait(false);
        var presented = new PresentedToken(token) { Header = issuer is null ? null : IssuerRules.HeaderOf(issuer), IsOneOfTwo = true };
        return await provider.GetRequiredService<ITokenValidator>().ValidateAsync(presented, cancellationToken).ConfigureAwait(false);
    }

    // The validator ends at the first fault. A person wants to see all of them.
    private static IEnumerable<TokenCheck> Check(ParsedJwt form, IssuerRules rules, DateTimeOffset now)
    {
        yield return TokenCheck.Of("header", JwtHeaderRules.Check(form.Header, rules, out _, out _));
        yield return TokenCheck.Of("kind of token", AccessTokenCheck.Check(form.Claims, rules));
        if (rules.Gateway is { } gateway)
            yield return TokenCheck.Of("gateway", gateway.Check(form.Claims));
        var fault = TokenClaims.Read(form.Claims, rules, out var claims);
        yield return TokenCheck.Of("claims", fault);
        if (fault is not null || claims is null)
            yield break;

        yield return TokenCheck.Of("audience", ClaimRules.CheckAudience(claims, rules));
        yield return TokenCheck.Of("times", TokenTimes.Check(claims, rules, now));
        yield return TokenCheck.Of("binding", ClaimRules.CheckBinding(claims.IsSenderConstrained));
        if (rules.HasStrangers)
            yield return TokenCheck.Of("name", ClaimRules.CheckNamed(claims, rules));
    }

    private static TokenCheck CheckSignature(TokenResult result, List<TokenCheck> checks) => result.Reason switch
    {
        ReasonCode.Allowed or ReasonCode.IntrospectionUnavailable => TokenCheck.Of(Signature, null),
        ReasonCode.KeyUnknown or ReasonCode.SignatureInvalid => TokenCheck.Of(Signature, result.Fault),
        ReasonCode.KeysUnavailable => TokenCheck.NotChecked(Signature, "the issuer's keys. Give them with --keys."),
        _ when checks.Exists(check => check.State == TokenCheckState.Failed) => TokenCheck.NotChecked(Signature, "a token that passes the other rules"),
        _ => TokenCheck.Of(Signature, result.Fault ?? new TokenFault(result.Reason)),
    };

    private static TokenVerdict VerdictOf(TokenResult result, List<TokenCheck> checks) => (result, checks) switch
    {
        _ when checks.Exists(check => check.State == TokenCheckState.Failed) => TokenVerdict.Refused,
        _ when checks.Exists(check => check.State == TokenCheckState.NotChecked) => TokenVerdict.Undecided,
        ({ IsAccepted: true }, _) => TokenVerdict.Accepted,
        _ => TokenVerdict.Refused,
    };

    private static TokenInspection Unreadable(string token, TokenFault malformed, McpGuardOptions options) =>
        !ParsedJwt.IsJwt(token) && options.Issuers.Values.Any(issuer => issuer.Introspection is not null)
            ? new(
                TokenVerdict.Undecided,
                null,
                [TokenCheck.NotChecked("introspection", "the issuer's answer, since only the issuer can read this token. This command sends it nowhere.")])
            : new(TokenVerdict.Refused, null, [TokenCheck.Of("form", malformed)]);
}
