using System.Text.Json.Nodes;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGuard.Benchmarks.Load;

/// <summary>A test authority on loopback, so that both guarded servers get its keys over HTTP as they would from a real one.</summary>
internal sealed class AuthorityEndpoint : IAsyncDisposable
{
    public const string IntrospectionPath = "/introspect";

    // As far away as an authorization server of the same site.
    private static readonly TimeSpan _introspectionTime = TimeSpan.FromMilliseconds(20);

    private readonly WebApplication _app;

    private AuthorityEndpoint(WebApplication app)
    {
        _app = app;
        Authority = new TestAuthority(app.Urls.First());
    }

    public TestAuthority Authority { get; }

    public static async Task<AuthorityEndpoint> StartAsync()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        var app = builder.Build();
        AuthorityEndpoint? endpoint = null;
        app.MapGet("/.well-known/oauth-authorization-server", () => Json(endpoint!.Metadata()));
        app.MapGet("/.well-known/openid-configuration", () => Json(endpoint!.Metadata()));
        app.MapGet("/jwks", () => Json(new JsonObject { ["keys"] = new JsonArray(endpoint!.Authority.Key.ToJsonWebKey()) }));

        app.MapPost(IntrospectionPath, (HttpRequest request) => endpoint!.IntrospectAsync(request));

        await app.StartAsync();
        return endpoint = new AuthorityEndpoint(app);
    }

    public async ValueTask DisposeAsync()
    {
        await _app.DisposeAsync();
        Authority.Dispose();
    }

    /// <summary>A new token that means nothing without this authority.</summary>
    public static string OpaqueToken() => $"good-{Guid.NewGuid():N}";

    private async Task<IResult> IntrospectAsync(HttpRequest request)
    {
        var form = await request.ReadFormAsync();
        await Task.Delay(_introspectionTime);
        return form["token"].ToString().StartsWith("good-", StringComparison.Ordinal) ? Json(ActiveToken()) : Json(new JsonObject { ["active"] = false });
    }

    private JsonObject ActiveToken() => new()
    {
        ["active"] = true,
        ["iss"] = Authority.Issuer,
        ["sub"] = "alice",
        ["aud"] = BenchmarkServer.Resource,
        ["client_id"] = "agent-1",
        ["act"] = new JsonObject { ["sub"] = "agent-1" },
        ["scope"] = BenchmarkServer.Scope,
        ["iat"] = DateTimeOffset.UtcNow.ToUnixTimeSeconds(),
        ["exp"] = DateTimeOffset.UtcNow.AddMinutes(5).ToUnixTimeSeconds(),
        ["jti"] = Guid.NewGuid().ToString("N"),
    };

    private JsonObject Metadata() => new() { ["issuer"] = Authority.Issuer, ["jwks_uri"] = $"{Authority.Issuer}/jwks" };

    private static IResult Json(JsonObject json) => Results.Text(json.ToJsonString(), "application/json");
}
