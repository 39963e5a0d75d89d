using System.Security.Claims;

namespace McpGuard;

/// <summary>Finds missing or unsafe settings in an issuer's options. No setting may disable a check.</summary>
internal static class IssuerProblems
{
    // A second claim of such a name could be taken for the verified one.
    private static readonly string[] _ownClaims =
        ["iss", "sub", "client_id", "jti", "scope", "act_sub", "groups", "roles", ClaimTypes.NameIdentifier, ClaimTypes.Role, ClaimTypes.Name];

    public static IEnumerable<string> Find(string section, IssuerOptions issuer) =>
    [
        .. issuer.IsGateway ? GatewayProblems.Find(section, issuer) : UriProblem.Of(
            $"{section}:Issuer",
            issuer.Issuer,
            "the issuer identifier of your authorization server, such as https://login.example.com. An http address needs " +
                "Keys:Uri, or AllowHttp for development",
            isName: !issuer.Keys.IsPublished || issuer.AllowHttp),
        .. Tokens(section, issuer),
        .. Scopes($"{section}:GroupScopes", issuer.GroupScopes),
        .. issuer.Gateway is null ? [] : Scopes($"{section}:Gateway:ToolScopes", issuer.Gateway.ToolScopes),
        .. Keys($"{section}:Keys", issuer.Keys, issuer.AllowHttp),
        .. issuer.Profile == IssuerProfile.Google ? Google(section, issuer) : [],
        .. issuer.Introspection is null ? [] : Introspection($"{section}:Introspection", issuer.Introspection, issuer.AllowHttp),
        .. issuer.AllowedHosts.Where(host => Uri.CheckHostName(host) == UriHostNameType.Unknown)
            .Select(host => $"{section}:AllowedHosts has '{host}', which is not a host name. Write it without scheme, port and path."),
    ];

    private static IEnumerable<string> Tokens(string section, IssuerOptions issuer)
    {
        if (!Enum.IsDefined(issuer.Profile))
            yield return $"{section}:Profile is unknown. Set it to one of {string.Join(", ", Enum.GetNames<IssuerProfile>())}.";
        if (!Enum.IsDefined(issuer.ActorSource))
            yield return $"{section}:ActorSource is unknown. Set it to Act or ClientId.";
        foreach (var algorithm in issuer.Algorithms.Except(JwtHeaderRules.Algorithms, StringComparer.Ordinal))
            yield return $"{section}:Algorithms has '{algorithm}', which is not accepted. Use some of {string.Join(", ", JwtHeaderRules.Algorithms)}.";
        foreach (var claim in issuer.Claims.Optional.Except(IssuerRules.MayBeOptional, StringComparer.Ordinal))
            yield return $"{section}:Claims:Optional has '{claim}'. Only {string.Join(" and ", IssuerRules.MayBeOptional)} can be optional.";
        if (new[]
            {
                issuer.Audiences, issuer.Claims.Subject, issuer.Claims.Scope, issuer.Claims.ClientId, issuer.Claims.TokenId, issuer.Claims.Groups,
                issuer.Claims.Roles,
            }
            .Any(names => names.Any(string.IsNullOrWhiteSpace)))
        {
            yield return $"{section} has an empty name among its Audiences or Claims. Remove it.";
        }

        foreach (var claim in issuer.Claims.Additional.Where(
                claim => string.IsNullOrWhiteSpace(claim) || _ownClaims.Contains(claim, StringComparer.OrdinalIgnoreCase)))
            yield return $"{section}:Claims:Additional has '{claim}', which the principal has already, or no name. Remove it.";
        foreach (var problem in RangeProblem.Of($"{section}:ClockSkew", issuer.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(2)))
            yield return problem;
        foreach (var problem in RangeProblem.Of(
                $"{section}:MaxTokenLifetime", issuer.MaxTokenLifetime, TimeSpan.FromSeconds(1), TokenDialect.Of(issuer.Profile).LongestLifetime))
            yield return problem;
    }

    private static IEnumerable<string> Google(string section, IssuerOptions issuer)
    {
        if (issuer.GroupScopes.Count == 0)
            yield return $"{section}:GroupScopes is missing. Every service account of Google Cloud can get a token for this server. Name those that may " +
                "use it by e-mail, each with its scopes.";
        if (issuer.Introspection is not null)
            yield return $"{section}:Introspection is set, and Google has no introspection endpoint (RFC 7662). Its access tokens are for Google's own " +
                "services. Remove it. For users, put an authorization server in front that signs in with Google.";
    }

    private static IEnumerable<string> Scopes(string section, IDictionary<string, string> scopes) =>
        from entry in scopes
        from scope in entry.Value.Split(' ')
        let problem = ScopeSet.FindProblem(scope)
        where problem is not null
        select $"{section}:{entry.Key} has '{scope}', which {problem}. Separate scopes by one space.";

    public static IEnumerable<string> Keys(string section, KeyOptions keys, bool allowHttp = false)
    {
        if (new[] { keys.Uri, keys.File, keys.Jwks }.Count(source => source is not null) > 1)
            yield return $"{section} has several sources. Set one of Uri, File and Jwks, or none to use the issuer's metadata.";
        if (keys.Uri is not null)
        {
            const string Meaning = "the address of the issuer's JSON Web Key Set";
            foreach (var problem in UriProblem.Of($"{section}:Uri", keys.Uri, Meaning, mayHaveQuery: true, isName: allowHttp))
                yield return problem;
        }

        if (KeySetProblem(keys) is { } keySetProblem)
            yield return keys.Jwks is null ? $"{section}:File is '{keys.File}', which {keySetProblem}" : $"{section}:Jwks {keySetProblem}";
        foreach (var problem in RangeProblem.Of($"{section}:RefreshInterval", keys.RefreshInterval, TimeSpan.FromSeconds(10), TimeSpan.FromHours(1)))
            yield return problem;
        foreach (var problem in RangeProblem.Of($"{section}:MaxAge", keys.MaxAge, keys.RefreshInterval, TimeSpan.FromDays(1)))
            yield return problem;
    }

    private static string? KeySetProblem(KeyOptions keys)
    {
        try
        {
            var text = keys.Jwks ?? (keys.File is null ? null : JwksSource.ReadFile(keys.File));
            return text is null || new SigningKeySet("", JwksSource.Parse(text)).Count > 0
                ? null
                : "has no key that could verify a token: public RSA keys of at least 2048 bits, or EC keys, for signatures.";
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return $"cannot be read: {exception.Message}";
        }
        catch (InvalidOperationException)
        {
            return "is not a JSON Web Key Set (RFC 7517 section 5).";
        }
    }

    private static IEnumerable<string> Introspection(string section, IntrospectionOptions introspection, bool allowHttp)
    {
        if (introspection.Endpoint is not null)
        {
            const string Meaning = "the issuer's introspection endpoint";
            foreach (var problem in UriProblem.Of($"{section}:Endpoint", introspection.Endpoint, Meaning, mayHaveQuery: true, isName: allowHttp))
                yield return problem;
        }

        if (string.IsNullOrEmpty(introspection.ClientId))
            yield return $"{section}:ClientId is missing. Register this server as a client of the issuer.";
        if (string.IsNullOrEmpty(introspection.ClientSecret))
            yield return $"{section}:ClientSecret is missing. An introspection endpoint must not be open to everybody (RFC 7662 section 2.1).";
        if (!Enum.IsDefined(introspection.Authentication))
            yield return $"{section}:Authentication is unknown. Set it to Basic or Post.";
        foreach (var problem in RangeProblem.Of($"{section}:CacheDuration", introspection.CacheDuration, TimeSpan.Zero, TimeSpan.FromMinutes(5)))
            yield return problem;
    }
}
