namespace McpGuard.Tests;

/// <summary>Callers as a verified token would name them.</summary>
internal static class Callers
{
    public static readonly DateTimeOffset Now = new(2026, 8, 1, 12, 0, 0, TimeSpan.Zero);

    public const string Issuer = "https://authority.example";

    public static DelegatedCaller With(string scopes = "", Actor? actor = null, DateTimeOffset? expiresAt = null) => new()
    {
        Issuer = Issuer,
        Subject = "alice",
        ClientId = "agent-1",
        TokenId = "token-1",
        Scopes = ScopeSet.Parse(scopes),
        Actor = actor,
        IssuedAt = Now,
        ExpiresAt = expiresAt ?? Now.AddMinutes(5),
    };
}
