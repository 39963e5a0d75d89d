using System.Net;

namespace McpGuard.Samples.Tests.Running;

/// <summary>
/// Apache with <c>mod_auth_openidc</c> in front of a server: it signs people in at a provider, keeps their sessions, and passes the access
/// token on.
/// </summary>
internal sealed class ApacheProxy : IAsyncDisposable
{
    private const string Program = "/usr/sbin/apache2";
    private const string Modules = "/usr/lib/apache2/modules";

    private readonly StartedProgram _program;

    private ApacheProxy(string url, string configuration)
    {
        Url = url;
        _program = StartedProgram.Start(Program, ["-D", "FOREGROUND", "-f", configuration]);
    }

    public string Url { get; }

    public string Resource => $"{Url}/mcp";

    /// <summary>Leaves the test out where there is no Apache with the module, unless that must not be.</summary>
    public static void Require()
    {
        if (File.Exists(Program) && File.Exists($"{Modules}/mod_auth_openidc.so"))
            return;
        if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_APACHE") == "1")
            Assert.Fail("There is no Apache with mod_auth_openidc, and MCPGUARD_REQUIRE_APACHE demands it.");

        Assert.Ignore("This test needs Apache with mod_auth_openidc: on Debian the packages apache2 and libapache2-mod-auth-openidc.");
    }

    public static async Task<ApacheProxy> StartAsync(string provider, string resource, string folder)
    {
        var url = Loopback.FreeAddress();
        var configuration = Path.Combine(folder, "apache.conf");
        await File.WriteAllTextAsync(configuration, Configuration(new Uri(url), provider, resource, folder));
        var proxy = new ApacheProxy(url, configuration);
        using var http = new HttpClient();
        await proxy._program.WaitUntilAsync(
            async () =>
            {
                try
                {
                    using var response = await http.GetAsync(new Uri(proxy.Resource));
                    return response.StatusCode == HttpStatusCode.Unauthorized;
                }
                catch (HttpRequestException)
                {
                    return false;
                }
            },
            "it asked for a sign-in");
        return proxy;
    }

    /// <summary>A browser, whose person is signed in when it comes back from the provider.</summary>
    public async Task<HttpClient> SignInAsync()
    {
        var cookies = new CookieContainer();
        var browser = new HttpClient(new SocketsHttpHandler { CookieContainer = cookies });
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(Url));
        request.Headers.Accept.ParseAdd("text/html");
        using var response = await browser.SendAsync(request);
        Assert.That(
            cookies.GetCookies(new Uri(Url)).Any(cookie => cookie.Name == "mod_auth_openidc_session"),
            $"{response.RequestMessage!.RequestUri}: {await response.Content.ReadAsStringAsync()}");
        return browser;
    }

    public ValueTask DisposeAsync() => _program.DisposeAsync();

    private static string Configuration(Uri url, string provider, string resource, string folder) =>
        $"""
        ServerRoot "{folder}"
        DefaultRuntimeDir "{folder}"
        PidFile "{folder}/apache.pid"
        ErrorLog /dev/stderr
        ServerName {url.Host}
        Listen {url.Authority}
        {string.Concat(((string[])["mpm_event", "authn_core", "authz_core", "authz_user", "headers", "proxy", "proxy_http", "auth_openidc"])
            .Select(module => $"LoadModule {module}_module {Modules}/mod_{module}.so\n"))}
        {(Environment.IsPrivilegedProcess ? "User www-data\nGroup www-data" : "")}
        StartServers 1
        OIDCProviderMetadataURL {provider}/.well-known/openid-configuration
        OIDCClientID desktop-es256
        OIDCClientSecret desktop-es256-secret
        OIDCRedirectURI {url.GetLeftPart(UriPartial.Authority)}/callback
        OIDCCryptoPassphrase {Guid.NewGuid():N}
        OIDCPKCEMethod S256
        OIDCScope "openid mcp:basic files:read"
        OIDCAuthRequestParams resource={Uri.EscapeDataString(resource)}
        <Location />
          AuthType openid-connect
          Require valid-user
          RequestHeader set Authorization "Bearer %{"{OIDC_access_token}"}e"
        </Location>
        <Location /mcp>
          OIDCUnAuthAction 401
        </Location>
        ProxyPass /mcp {resource}
        """;
}
