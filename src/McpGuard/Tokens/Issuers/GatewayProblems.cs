using System.Buffers;

namespace McpGuard;

/// <summary>Finds missing or unsafe settings of an issuer that is a gateway.</summary>
internal static class GatewayProblems
{
    private static readonly SearchValues<char> _headerCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    /// <summary>Finds headers with a request's name that are no headers, or have a credential, which a record must not have.</summary>
    public static IEnumerable<string> FindRequestIds(McpGuardOptions options)
    {
        string[] credentials = ["Authorization", "Proxy-Authorization", "Cookie", .. options.Issuers.Values.Select(IssuerRules.HeaderOf).OfType<string>()];
        foreach (var (name, issuer) in options.Issuers)
        {
            var setting = $"{McpGuardDefaults.ConfigurationSection}:Issuers:{name}:Gateway:RequestIdHeader";
            if (issuer.Gateway is not { RequestIdHeader: var header })
                continue;
            if (!IsHeader(header))
                yield return $"{setting} is '{header}', which is not the name of a header. Write letters, digits and hyphens only.";
            else if (credentials.Contains(header, StringComparer.OrdinalIgnoreCase))
                yield return $"{setting} is '{header}', which has a credential. Records would have it. Name the header with the gateway's request id.";
        }
    }

    public static IEnumerable<string> Find(string section, IssuerOptions issuer)
    {
        var dialect = TokenDialect.Of(issuer.Profile).Gateway ?? GatewayDialect.Any;
        if (string.IsNullOrEmpty(issuer.Issuer) || issuer.Issuer.AsSpan().ContainsAnyExceptInRange('\x21', '\x7E'))
            yield return $"{section}:Issuer is missing, or has characters other than visible ASCII. Set it to exactly what the gateway writes as iss.";
        if (string.IsNullOrWhiteSpace(issuer.Gateway?.Client))
            yield return $"{section}:Gateway:Client is missing. Give the gateway a name: it is the client of its callers, since its tokens name none.";
        if (issuer.Keys.IsPublished)
            yield return $"{section}:Keys is missing. Set one of Uri, File and Jwks: a gateway's keys are not found by its name.";
        if (dialect.NeedsAudiences && issuer.Audiences.Count == 0)
            yield return $"{section}:Audiences is missing. Set it to exactly what the gateway writes as aud: the external host of this server, without port.";
        if (issuer.ActorSource == ActorSource.ClientId)
            yield return $"{section}:ActorSource is ClientId, but the gateway is not an agent. Remove it.";
        if (dialect != GatewayDialect.Any && issuer.Introspection is not null)
            yield return $"{section}:Introspection is set, but {issuer.Profile} has none. Remove it.";
        if (issuer.Gateway is not { } gateway)
            yield break;

        if (gateway.Header is { } header && !IsHeader(header))
            yield return $"{section}:Gateway:Header is '{header}', which is not the name of a header. Write letters, digits and hyphens only.";
        else if (gateway.Header?.Equals("Authorization", StringComparison.OrdinalIgnoreCase) is true)
            yield return $"{section}:Gateway:Header is Authorization, which has the token with a scheme. Leave it out.";
        if (gateway.SingleUse && dialect.NamesTool)
            yield return $"{section}:Gateway:SingleUse is set, but {issuer.Profile} sends one token in several requests. Remove it.";
        if (gateway.SingleUse && issuer.Claims.Optional.Contains("jti"))
            yield return $"{section}:Gateway:SingleUse needs jti, which Claims:Optional makes optional. Remove one of them.";
        if (gateway.TenantClaim is not null && string.IsNullOrWhiteSpace(gateway.TenantClaim))
            yield return $"{section}:Gateway:TenantClaim is empty. Name the claim, or leave it out.";
        if (gateway.StandInSubjects.Any(subject => string.IsNullOrWhiteSpace(subject) || subject == "*"))
            yield return $"{section}:Gateway:StandInSubjects has an entry that is empty or '*'. Name the subjects, or a prefix that ends with *.";
        if (gateway.ToolScopes.Count > 0 && !dialect.NamesTool)
            yield return $"{section}:Gateway:ToolScopes is set, but the tokens of {issuer.Profile} name no tool. Use GroupScopes.";
        foreach (var names in gateway.ToolScopes.Keys.GroupBy(CallRoute.NameOf, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"{section}:Gateway:ToolScopes has {string.Join(" and ", names)}, which the gateway writes alike. Give each tool a name of its own.";
    }

    private static bool IsHeader(string? name) => !string.IsNullOrEmpty(name) && !name.AsSpan().ContainsAnyExcept(_headerCharacters);
}
