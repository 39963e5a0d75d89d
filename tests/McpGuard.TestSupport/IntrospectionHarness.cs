using System.Text.Json.Nodes;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>A guard that asks a real endpoint about opaque tokens; the test says what that answers.</summary>
internal sealed class IntrospectionHarness : IDisposable
{
    private readonly LoopbackServer _server;

    public IntrospectionHarness(
        Action<IntrospectionOptions>? configure = null,
        Action<IssuerOptions>? issuer = null,
        Action<McpGuardOptions>? configureAll = null,
        TimeSpan? timeout = null)
    {
        _server = new LoopbackServer((_, _) => (Status, Answer?.Invoke() ?? Active!.ToJsonString()));
        Guard = Direct.Guard(options =>
        {
            options.Introspection = new IntrospectionOptions { Endpoint = $"{_server.Url}/introspect", ClientId = "mcp", ClientSecret = "the secret" };
            configure?.Invoke(options.Introspection);
            issuer?.Invoke(options);
        }, configureAll, timeout);
        var now = Time.GetUtcNow().ToUnixTimeSeconds();
        Active = new JsonObject
        {
            ["active"] = true,
            ["sub"] = "alice",
            ["aud"] = ValidatorHarness.Resource,
            ["client_id"] = "agent-1",
            ["scope"] = "a b",
            ["act"] = new JsonObject { ["sub"] = "agent-1" },
            ["iat"] = now,
            ["exp"] = now + 300,
            ["jti"] = "token-1",
        };
    }

    public ValidatorHarness Guard { get; }

    public FakeTimeProvider Time => Guard.Time;

    /// <summary>What the issuer says of every token, unless <see cref="Answer"/> is set.</summary>
    public JsonObject Active { get; }

    public Func<string>? Answer { get; set; }

    public int Status { get; set; } = 200;

    public IReadOnlyList<(string Method, string Path, string? Authorization, string Body)> Requests => [.. _server.Requests];

    public Task<TokenResult> ValidateAsync(string token = "opaque-token") => Guard.ValidateAsync(token);

    public async Task<ReasonCode> ReasonAsync(string token = "opaque-token") => (await ValidateAsync(token)).Reason;

    public void StopIssuer() => _server.Dispose();

    public void Dispose()
    {
        Guard.Dispose();
        _server.Dispose();
    }
}
