namespace McpGuard;

/// <summary>The places of credentials in a request, and the pairs of two that count together. Any other two are refused.</summary>
internal sealed class CredentialPairs(McpGuardOptions options)
{
    private readonly CredentialPair[] _pairs = [.. CredentialPair.Of(options)];

    /// <summary>The headers, other than <c>Authorization</c>, that have tokens of the issuers.</summary>
    public string[] Headers { get; } = [.. options.Issuers.Values.Select(IssuerRules.HeaderOf).OfType<string>().Distinct(StringComparer.OrdinalIgnoreCase)];

    private readonly Dictionary<string, string> _requestIds = options.Issuers.Values.Where(issuer => issuer is { Issuer: not null, Gateway: not null })
        .DistinctBy(issuer => issuer.Issuer).ToDictionary(issuer => issuer.Issuer!, issuer => issuer.Gateway!.RequestIdHeader, StringComparer.Ordinal);

    /// <summary>The header with the request's name in the log of a gateway.</summary>
    public string RequestIdHeaderOf(AuditGateway gateway) => _requestIds.GetValueOrDefault(gateway.Issuer ?? "", GatewayOptions.UsualRequestIdHeader);

    /// <summary>Whether tokens in both headers can be a pair; null for <c>Authorization</c>.</summary>
    public bool Allow(string? header, string? other) => Array.Exists(_pairs, pair => pair.IsIn(header, other) || pair.IsIn(other, header));

    /// <summary>Judges a token that is alone in its request.</summary>
    public TokenResult Judge(in TokenResult alone)
    {
        if (_pairs.Length > 0 && alone.Caller is { } caller)
        {
            foreach (var pair in _pairs)
            {
                if (pair.IsOf(caller))
                    return pair.Join(caller, null);
            }
        }

        return alone;
    }

    /// <summary>Judges the two tokens of a request. Each has been verified by itself.</summary>
    public TokenResult Judge(in TokenResult first, in TokenResult second)
    {
        if (first.Caller is not { } caller)
            return first;
        if (second.Caller is not { } other)
            return second;

        foreach (var pair in _pairs)
        {
            if (pair.IsOf(caller, other))
                return pair.Join(caller, other);
            if (pair.IsOf(other, caller))
                return pair.Join(other, caller);
        }

        return TokenResult.Refused(new TokenFault(ReasonCode.CredentialMalformed)
        {
            Part = "header",
            Expected = "one credential, or two of a pair in the configuration",
            Found = $"tokens of {caller.Issuer} and {other.Issuer}",
            Setting = $"{McpGuardDefaults.ConfigurationSection}:Issuers:NAME:Corroboration, or Gateway:Carrier there",
        });
    }
}
