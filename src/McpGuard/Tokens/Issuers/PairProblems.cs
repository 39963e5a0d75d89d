namespace McpGuard;

/// <summary>Finds combinations of two credentials that could never be accepted, or that would accept one for the other.</summary>
internal static class PairProblems
{
    private const string Section = $"{McpGuardDefaults.ConfigurationSection}:Issuers";

    public static IEnumerable<string> Find(McpGuardOptions options) => options.Issuers.SelectMany(issuer => (string[])
    [
        .. issuer.Value.Corroboration is { } corroboration ? OfCorroboration(options, issuer.Key, issuer.Value, corroboration) : [],
        .. issuer.Value.Gateway?.Carrier is { } carrier ? OfCarrier(options, issuer.Key, issuer.Value, carrier) : [],
    ]);

    private static IEnumerable<string> OfCorroboration(McpGuardOptions options, string name, IssuerOptions issuer, CorroborationOptions corroboration)
    {
        var setting = $"{Section}:{name}:Corroboration";
        if (corroboration.Claims.Any(string.IsNullOrWhiteSpace))
            yield return $"{setting}:Claims has an empty name. Remove it.";
        else if (corroboration.Claims.Count > 0 && !corroboration.Claims.Contains("sub"))
            yield return $"{setting}:Claims lacks sub. Add it: tokens of two users do not confirm each other.";
        foreach (var problem in OfPartner(options, $"{setting}:By", name, issuer, corroboration.By))
            yield return problem;
        if (issuer.Gateway?.Carrier is not null)
            yield return $"{Section}:{name} has both Corroboration and Gateway:Carrier. A request has at most two credentials: remove one of them.";
    }

    private static IEnumerable<string> OfCarrier(McpGuardOptions options, string name, IssuerOptions issuer, string carrier)
    {
        foreach (var problem in OfPartner(options, $"{Section}:{name}:Gateway:Carrier", name, issuer, carrier))
            yield return problem;
        if (!options.Issuers.TryGetValue(carrier, out var other))
            yield break;

        // The carried token alone says who calls, so only its scopes count.
        if (other.GroupScopes.Count > 0)
            yield return $"{Section}:{carrier}:GroupScopes has no effect, since the issuer is the Carrier of {name}. Set them for {name}.";
        if (other.Gateway is { ToolScopes.Count: > 0 })
            yield return $"{Section}:{carrier}:Gateway:ToolScopes has no effect, since the issuer is the Carrier of {name}. Set GroupScopes for {name}.";
    }

    private static IEnumerable<string> OfPartner(McpGuardOptions options, string setting, string name, IssuerOptions issuer, string? partner)
    {
        if (string.IsNullOrEmpty(partner) || !options.Issuers.TryGetValue(partner, out var other) || partner == name)
        {
            string[] others = [.. options.Issuers.Keys.Where(key => key != name)];
            yield return $"{setting} is '{partner}', which is not another issuer{NearestName.Suggest(partner ?? "", others)} " +
                $"Name one under {Section}: {string.Join(", ", others)}.";
            yield break;
        }

        if (!other.IsGateway)
            yield return $"{setting} names '{partner}', which is not a gateway. Describe it in {Section}:{partner}:Gateway.";
        if (string.Equals(IssuerRules.HeaderOf(issuer), IssuerRules.HeaderOf(other), StringComparison.OrdinalIgnoreCase))
            yield return $"{setting} names '{partner}', whose tokens are in the same header. Set Gateway:Header for one of them.";
        if (other.Corroboration is not null || other.Gateway?.Carrier is not null)
            yield return $"{setting} names '{partner}', which itself needs another token. A request has at most two credentials.";
        if (other.Gateway is { SingleUse: true } || issuer.Gateway is { SingleUse: true })
            yield return $"{setting} is set together with Gateway:SingleUse, but a gateway passes one token on in several requests. Remove SingleUse.";
        if (IssuerPart.Of(new(partner, other), options) is { IsWitness: true, IsCarrier: true })
            yield return $"{setting} names '{partner}', which is both a Carrier and a corroborating gateway. Give it one part.";
        if (IssuerPart.Of(new(name, issuer), options) is { IsWitness: true } or { IsCarrier: true })
            yield return $"{setting} gives '{name}' a second token, but another issuer already names '{name}'. A request has at most two credentials.";
        var passedOn = IssuerPart.Of(new(partner, other), options).IsForAnotherServer ? other : issuer;
        if (passedOn.Audiences.Count == 0 && (passedOn == other || issuer.Gateway?.Carrier is not null))
            yield return $"{setting} needs the Audiences of the passed-on token, which was issued for the server of another gateway.";
    }
}
