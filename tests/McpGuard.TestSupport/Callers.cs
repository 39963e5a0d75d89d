namespace McpGuard.TestSupport;

/// <summary>Callers as a verified token would name them.</summary>
internal static class Callers
{
    public static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Issuer = "https://authority.example";

    public const string OtherIssuer = "https://agents.example";

    public static DelegatedCaller With(
        string scopes = "", Actor? actor = null, DateTimeOffset? expiresAt = null, string clientId = "agent-1", string issuer = Issuer) => new()
        {
            Issuer = issuer,
            Subject = "alice",
            ClientId = clientId,
            TokenId = "token-1",
            SessionId = "session-1",
            Scopes = ScopeSet.Parse(scopes),
            Actor = actor,
            IssuedAt = Now,
            ExpiresAt = expiresAt ?? Now.AddMinutes(5),
        };

    /// <summary>Alice through these actors, the current one first. An actor of another issuer has it before its name.</summary>
    public static DelegatedCaller Through(params string[] actors)
    {
        Actor? chain = null;
        foreach (var actor in actors.Reverse())
        {
            var parts = actor.Split(' ');
            chain = new Actor(parts[^1], parts.Length > 1 ? parts[0] : null, chain);
        }

        return With(actor: chain);
    }

    /// <summary>Alice through so many actors.</summary>
    public static DelegatedCaller ThroughSoMany(int actors) => Through([.. Enumerable.Range(1, actors).Select(i => $"actor-{i}")]);
}
