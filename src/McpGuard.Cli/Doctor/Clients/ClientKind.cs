namespace McpGuard.Cli.Doctor;

/// <summary>Clients that connect alike.</summary>
/// <param name="Name">Their names.</param>
/// <param name="Needs">What they need of a server, the most important first.</param>
/// <param name="Person">What a person has to do in any case.</param>
internal sealed record ClientKind(string Name, IReadOnlyList<Need> Needs, string? Person = null)
{
    // MCP requires these of all clients and servers that use OAuth.
    private static readonly Check[] _protocol =
        [Check.Reachable, Check.Encrypted, Check.Challenge, Check.Metadata, Check.AuthorizationServer, Check.IssuerEquality, Check.SignIn, Check.Pkce];

    /// <summary>How the clients find their scopes and their registration, as their sources and documents tell it; see the page Clients.</summary>
    public static IReadOnlyList<ClientKind> All { get; } =
    [
        OAuth(
            "Claude (web, Desktop, Cowork)", Must(Check.ChallengeNamesMetadata, Check.ResourceEqualsUrl, Check.DiscoveryTime),
            May(Check.PublicAddress, Check.SelfRegistration, Check.FirstScopes)),
        OAuth("Claude Code", Must(Check.ResourceEqualsUrl), May(Check.SelfRegistration)),
        OAuth("ChatGPT", Must(Check.FirstScopes), May(Check.PublicAddress, Check.SelfRegistration)),
        OAuth("Codex, Gemini CLI", Must(Check.ResourceEqualsUrl), May(Check.ScopesListed, Check.SelfRegistration)),
        OAuth("VS Code", Must(), May(Check.FirstScopes, Check.SelfRegistration)),
        OAuth("Cursor", Must(Check.MetadataAtPath), May(Check.Registration)),
        OAuth("LibreChat, Open WebUI", Must(), May(Check.Registration, Check.FirstScopes)),
        OAuth("SDK clients: C#, Python 2, TypeScript 2, Go, Rust", Must(Check.ResourceEqualsUrl), May(Check.SelfRegistration, Check.FirstScopes)),
        OAuth("SDK clients: Python 1, TypeScript 1; mcp-remote", Must(Check.RegistrationScope), May(Check.Registration, Check.FirstScopes)),
        OAuth("Pages in a browser (MCP Inspector)", Must(Check.Browser), May(Check.SelfRegistration)),
        new(
            "Fixed token: gateways, API platforms, cloud agents", Must(Check.Reachable, Check.Encrypted, Check.TokenAccepted),
            "give the client an access token, and renew it"),
    ];

    /// <summary>The verdict, its reason, and what mends it.</summary>
    public ClientDiagnosis Judge(IReadOnlyDictionary<Check, CheckResult> results)
    {
        foreach (var need in Needs.OrderByDescending(need => need.Otherwise))
        {
            if (results.TryGetValue(need.Check, out var result) && result.State == CheckState.Failed)
                return new(Name, need.Otherwise, result.Check, result.Detail, result.Mend);
        }

        return Person is null
            ? new(Name, ClientVerdict.Works, Check: null, Because: null, Mend: null)
            : new(Name, ClientVerdict.WithHelp, Check: null, "it does not sign in by itself", Person);
    }

    private static ClientKind OAuth(string name, Need[] must, Need[] may) => new(name, [.. Must(_protocol), .. must, .. may]);

    private static Need[] Must(params Check[] checks) => [.. checks.Select(check => new Need(check, ClientVerdict.Fails))];

    private static Need[] May(params Check[] checks) => [.. checks.Select(check => new Need(check, ClientVerdict.WithHelp))];
}

/// <param name="Check">What clients of a kind need.</param>
/// <param name="Otherwise">How they fare without it.</param>
internal readonly record struct Need(Check Check, ClientVerdict Otherwise);
