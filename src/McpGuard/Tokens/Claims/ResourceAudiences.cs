namespace McpGuard;

/// <summary>The audiences by which an issuer's tokens name this server, or one of its named endpoints.</summary>
internal sealed class ResourceAudiences
{
    private readonly string[] _own;
    private readonly Dictionary<string, (string Setting, string[] Audiences)> _endpoints;
    private readonly bool _isForAnotherServer;

    /// <param name="options">The options.</param>
    /// <param name="issuer">The issuer's own.</param>
    /// <param name="namesOwn">Whether the issuer names a server in its own way, and not by its resource identifier.</param>
    /// <param name="isForAnotherServer">Whether a gateway passes the tokens on, which were issued for it. The second token is for this server.</param>
    public ResourceAudiences(McpGuardOptions options, IssuerOptions issuer, bool namesOwn = false, bool isForAnotherServer = false)
    {
        _isForAnotherServer = isForAnotherServer;

        // A gateway has a host for each endpoint, and an issuer for each host.
        var named = options.Endpoints.Values.SelectMany(endpoint => endpoint.Audiences);
        _own = isForAnotherServer ? [.. issuer.Audiences] : [.. Spellings(options.Resource!), .. issuer.Audiences.Except(named, StringComparer.Ordinal)];
        _endpoints = isForAnotherServer ? [] : options.Endpoints.ToDictionary(
            endpoint => endpoint.Value.Resource!,
            endpoint => (GuardedResources.SettingOf(endpoint.Key), (string[])[.. Spellings(endpoint.Value.Resource!), .. endpoint.Value.Audiences]),
            StringComparer.Ordinal);
        All = [.. _own, .. _endpoints.Values.SelectMany(endpoint => endpoint.Audiences).Except(_own, StringComparer.Ordinal)];

        IEnumerable<string> Spellings(string resource) => namesOwn ? [] : ResourceIdentifier.Spellings(resource);
    }

    /// <summary>The audiences of all resources.</summary>
    public string[] All { get; }

    /// <summary>Checks that a verified token is for the resource of the endpoint that received it.</summary>
    /// <param name="caller">The caller of a token that is for one of the resources.</param>
    /// <param name="resource">The resource of the endpoint, or null for the server's own.</param>
    /// <param name="ownSetting">The settings of the server's own audiences, for messages.</param>
    public TokenFault? Check(DelegatedCaller caller, string? resource, string ownSetting)
    {
        if (_isForAnotherServer || (_endpoints.Count == 0 && resource is null))
            return null;

        var (setting, accepted) = resource is null ? (ownSetting, _own) : _endpoints.GetValueOrDefault(resource, (ownSetting, []));
        return caller.Audiences.Any(audience => accepted.Contains(audience, StringComparer.Ordinal))
            ? null
            : new(ReasonCode.AudienceMismatch)
            {
                Part = "aud",
                Expected = TokenFault.List(accepted),
                Found = TokenFault.List([.. caller.Audiences]),
                Setting = setting,
            };
    }
}
