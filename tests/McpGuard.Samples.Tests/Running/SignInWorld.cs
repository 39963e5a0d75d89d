using System.Net.Http.Json;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Authentication.Cookies;
using Microsoft.AspNetCore.Authentication.OpenIdConnect;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Samples.Tests.Running;

/// <summary>
/// A server on a stream, and an application with the pages that shares its folder. People sign in to the application at the npm package
/// <c>oidc-provider</c>, where everybody is alice. Their session lasts for five minutes.
/// </summary>
internal sealed class SignInWorld : IAsyncDisposable
{
    public static readonly TimeSpan Session = TimeSpan.FromMinutes(5);

    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-sign-in-");
    private readonly string _providerUrl = Loopback.FreeAddress();
    private JsonNode? _registration;
    private IdentityProvider? _provider;
    private GuardedWebServer? _site;

    private SignInWorld() => Server = new RefundServer(Share);

    public RefundServer Server { get; }

    public string Url => _site!.Http.BaseAddress!.ToString().TrimEnd('/');

    public static async Task<SignInWorld> StartAsync(bool knowsTheIssuer = true)
    {
        await IdentityProvider.RequireAsync();
        var world = new SignInWorld();
        try
        {
            await world.StartPartsAsync(knowsTheIssuer);
            return world;
        }
        catch
        {
            await world.DisposeAsync();
            throw;
        }
    }

    /// <summary>Lets the session of the people at the pages end. Their session at the provider continues.</summary>
    public void EndSession() => _site!.Time.Advance(Session + TimeSpan.FromSeconds(1));

    public async ValueTask DisposeAsync()
    {
        if (_site is not null)
            await _site.DisposeAsync();
        if (_provider is not null)
            await _provider.DisposeAsync();

        await Server.DisposeAsync();
        _folder.Delete(recursive: true);
    }

    private async Task StartPartsAsync(bool knowsTheIssuer)
    {
        _provider = await IdentityProvider.StartAsync(_providerUrl, "https://mcp.example.com/mcp", Path.Combine(_folder.FullName, "keys.json"), scopes: null);
        _site = await GuardedWebServer.StartAsync(
            options =>
            {
                Share(options);

                // The access tokens of the server have this name for the issuer.
                options.Approvals.SignIn.IssuerIs = knowsTheIssuer ? Server.Wire.Authority.Issuer : null;
            },
            mcp => AddSignIn(mcp.Services),
            web =>
            {
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapMcp("/mcp").RequireMcpGuard();
                web.MapMcpGuardApprovals();
            });
        _registration = await RegisterAsync();
    }

    private void Share(McpGuardOptions options)
    {
        options.Approvals.Address = "https://mcp.example.com/approvals";
        options.Approvals.Directory = Path.Combine(_folder.FullName, "approvals");
        options.StateKey = Convert.ToBase64String(new byte[32]);
    }

    private void AddSignIn(IServiceCollection services)
    {
        services.AddDataProtection().UseEphemeralDataProtectionProvider();
        services.AddAuthorization();
        services.AddAntiforgery();
        services.AddAuthentication(options =>
            {
                options.DefaultScheme = CookieAuthenticationDefaults.AuthenticationScheme;
                options.DefaultChallengeScheme = OpenIdConnectDefaults.AuthenticationScheme;
            })
            .AddCookie(cookie => cookie.ExpireTimeSpan = Session)
            .AddOpenIdConnect(oidc =>
            {
                oidc.Authority = _providerUrl;
                oidc.RequireHttpsMetadata = false;
                oidc.ClientId = (string?)_registration!["client_id"];
                oidc.ClientSecret = (string?)_registration["client_secret"];
                oidc.ResponseType = "code";
                oidc.ResponseMode = "query";
                oidc.Scope.Clear();
                oidc.Scope.Add("openid");
                foreach (var cookie in new[] { oidc.CorrelationCookie, oidc.NonceCookie })
                {
                    cookie.SameSite = SameSiteMode.Lax;
                    cookie.SecurePolicy = CookieSecurePolicy.SameAsRequest;
                }

                // The application knows the groups of its people.
                oidc.Events.OnTokenValidated = validated =>
                {
                    ((ClaimsIdentity)validated.Principal!.Identity!).AddClaim(new Claim("groups", "finance-leads"));
                    return Task.CompletedTask;
                };
            });
    }

    private async Task<JsonNode> RegisterAsync()
    {
        using var http = new HttpClient();
        var client = new JsonObject
        {
            ["client_name"] = "pages",
            ["application_type"] = "native",
            ["redirect_uris"] = new JsonArray($"{Url}/signin-oidc"),
            ["grant_types"] = new JsonArray("authorization_code"),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = "client_secret_post",
        };
        using var response = await http.PostAsJsonAsync($"{_providerUrl}/reg", client);
        var body = await response.Content.ReadAsStringAsync();
        return response.IsSuccessStatusCode ? JsonNode.Parse(body)! : throw new InvalidOperationException(body);
    }
}
