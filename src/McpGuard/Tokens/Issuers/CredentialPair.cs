using System.Runtime.CompilerServices;
using System.Text.Json;

namespace McpGuard;

/// <summary>Two issuers whose tokens count together in one request: the first says who calls, the second confirms it or carries it.</summary>
internal sealed class CredentialPair
{
    private readonly ConfiguredIssuer _decider;
    private readonly ConfiguredIssuer _other;
    private readonly GatewayRules? _carrier;
    private readonly GatewayDialect _copies;
    private readonly string[] _equal;
    private readonly string _setting;
    private readonly ConditionalWeakTable<DelegatedCaller, Tuple<DelegatedCaller?, TokenResult>> _known = [];

    private CredentialPair(ConfiguredIssuer decider, ConfiguredIssuer other, bool isCarried)
    {
        _decider = decider;
        _other = other;
        _copies = GatewayOf(isCarried ? other : decider);
        _carrier = isCarried ? new GatewayRules(other, _copies) { IsCarrier = true } : null;
        _setting = decider.Setting(isCarried ? "Gateway:Carrier" : "Corroboration");
        _equal = decider.Options.Corroboration is { Claims.Count: > 0 } named ? [.. named.Claims] : ["sub", .. _copies.Carried];
    }

    public static IEnumerable<CredentialPair> Of(McpGuardOptions options)
    {
        foreach (var issuer in ConfiguredIssuer.Of(options))
        {
            var carrier = issuer.Options.Gateway?.Carrier;
            if ((carrier ?? issuer.Options.Corroboration?.By) is { } name && options.Issuers.TryGetValue(name, out var other))
                yield return new(issuer, new(name, other), isCarried: carrier is not null);
        }
    }

    /// <summary>Whether the tokens stand in these two headers; null for <c>Authorization</c>.</summary>
    public bool IsIn(string? header, string? other) => IsIn(_decider, header) && IsIn(_other, other);

    /// <summary>Whether the first caller is the one whose token says who calls, and the second the other.</summary>
    public bool IsOf(DelegatedCaller who, DelegatedCaller other) => IsOf(who) && other.Issuer == _other.Options.Issuer;

    /// <summary>Whether the caller's token says who calls.</summary>
    public bool IsOf(DelegatedCaller who) => who.Issuer == _decider.Options.Issuer;

    /// <param name="who">The caller of the token that says who calls.</param>
    /// <param name="other">The caller of the other token; null if there is none, and the pair does not demand one.</param>
    public TokenResult Join(DelegatedCaller who, DelegatedCaller? other)
    {
        // A gateway sends the two tokens of one user in several requests.
        if (_known.TryGetValue(who, out var known) && ReferenceEquals(known.Item1, other))
            return known.Item2;

        var result = other is null ? TokenResult.Accepted(JoinedCaller.Of(who, null, [.. who.Gateways, Unproven(who)])) : Compare(who, other);
        _known.AddOrUpdate(who, new(other, result));
        return result;
    }

    private TokenResult Compare(DelegatedCaller who, DelegatedCaller other)
    {
        var isWhole = true;
        foreach (var claim in _equal)
        {
            if (claim == "sub" && _carrier?.IsStandIn(other.Subject) is true)
                continue;

            var (said, confirmed) = (Text(who, claim), Text(other, claim));
            if (said is null || confirmed is null)
                isWhole = false;
            else if (said != confirmed)
                return Refused(other, Disagreement(claim, AuditText.Unverified(said), confirmed));
        }

        if (_carrier is not null)
            return TokenResult.Accepted(JoinedCaller.Carried(who, other));
        if (isWhole)
            return TokenResult.Accepted(JoinedCaller.Of(who, other, [.. who.Gateways, .. other.Gateways]));

        return IssuerPart.IsRequired(_decider.Options.Corroboration!, _decider.Options.Profile)
            ? Refused(other, Disagreement(string.Join(", ", _equal), "these claims in both tokens", "one token lacks some of them"))
            : TokenResult.Accepted(JoinedCaller.Of(who, null, [.. who.Gateways, Unproven(who)]));
    }

    // Without its own token, the gateway is known only as far as the other one has copied from it.
    private AuditGateway Unproven(DelegatedCaller who)
    {
        var (name, issuer) = (_other.Options.Gateway?.Client ?? _other.Name!, _other.Options.Issuer);
        return _copies.Carried.Length > 0 && who.SessionId is { } session
            ? new AuditGateway(name, AuditGatewayProof.Assertion, issuer, SessionId: AuditText.Bounded(session), TokenId: AuditText.Bounded(Text(who, "jti")))
            : new AuditGateway(name, AuditGatewayProof.None, issuer);
    }

    private TokenFault Disagreement(string claim, string? expected, string found) =>
        new(ReasonCode.CredentialsDisagree) { Part = claim, Expected = expected, Found = found, Setting = _setting };

    private static TokenResult Refused(DelegatedCaller other, TokenFault fault) =>
        TokenResult.Refused(fault) with { Claimed = new(other.Issuer, other.Subject, other.ClientId, other.TokenId, other.TokenKeyId) };

    private static string? Text(DelegatedCaller caller, string claim)
    {
        if (claim == "sub")
            return caller.Subject;

        return new ClaimPath(claim).In(caller) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
    }

    private static bool IsIn(ConfiguredIssuer issuer, string? header) =>
        string.Equals(IssuerRules.HeaderOf(issuer.Options), header, StringComparison.OrdinalIgnoreCase);

    private static GatewayDialect GatewayOf(ConfiguredIssuer issuer) => TokenDialect.Of(issuer.Options.Profile).Gateway ?? GatewayDialect.Any;
}
