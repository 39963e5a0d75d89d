using System.Net.Sockets;
using System.Security.Cryptography;
using System.Text.Json;

namespace McpGuard.Samples.Tests.Running;

/// <summary>A real proxy that sends what a route of Pomerium sends: nginx, which signs with njs.</summary>
internal sealed class NginxPomerium : IAsyncDisposable
{
    private const string Program = "/usr/sbin/nginx";
    private const string Module = "/usr/lib/nginx/modules/ngx_http_js_module.so";

    // The workers of nginx have a user of their own, and read here.
    private readonly DirectoryInfo _folder = Directory.CreateDirectory(Path.Combine(Path.GetTempPath(), $"mcpguard-nginx-tests-{Guid.NewGuid():N}"));
    private readonly StartedProgram _program;

    private NginxPomerium(string upstream, string route)
    {
        var alice = new { sub = "00u-alice", user = "00u-alice", name = "Alice Ashe", email = "alice@corp.example", groups = new[] { "finance" }, sid = "s-1" };
        var state = new { key = Convert.ToBase64String(Key.ExportPkcs8PrivateKey()), kid = new string('a', 64), sessions = new { alice } };
        File.WriteAllText(Path.Combine(_folder.FullName, "state.json"), JsonSerializer.Serialize(state));

        var configuration = Path.Combine(_folder.FullName, "nginx.conf");
        File.WriteAllText(configuration, File.ReadAllText(Path.Combine(Built.Nginx, "pomerium.conf"))
            .Replace("FOLDER", _folder.FullName, StringComparison.Ordinal)
            .Replace("SCRIPT", Path.Combine(Built.Nginx, "pomerium.js"), StringComparison.Ordinal)
            .Replace("LISTEN", new Uri(Url).Authority, StringComparison.Ordinal)
            .Replace("ROUTE", route, StringComparison.Ordinal)
            .Replace("UPSTREAM", upstream, StringComparison.Ordinal));

        _program = StartedProgram.Start(Program, ["-c", configuration]);
    }

    public string Url { get; } = Loopback.FreeAddress();

    public ECDsa Key { get; } = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    /// <summary>Leaves the test out where there is no nginx with njs, unless that must not be.</summary>
    public static void Require()
    {
        if (File.Exists(Program) && File.Exists(Module))
            return;
        if (Environment.GetEnvironmentVariable("MCPGUARD_REQUIRE_NGINX") == "1")
            Assert.Fail("There is no nginx with njs, and MCPGUARD_REQUIRE_NGINX demands it.");

        Assert.Ignore("This test needs nginx with njs: on Debian the packages nginx and libnginx-mod-http-js.");
    }

    public static async Task<NginxPomerium> StartAsync(string upstream, string route)
    {
        var proxy = new NginxPomerium(upstream, route);
        await proxy._program.WaitUntilAsync(
            async () =>
            {
                try
                {
                    using var client = new TcpClient();
                    await client.ConnectAsync("127.0.0.1", new Uri(proxy.Url).Port);
                    return true;
                }
                catch (SocketException)
                {
                    return false;
                }
            },
            "it listened");
        return proxy;
    }

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        Key.Dispose();
        _folder.Delete(recursive: true);
    }
}
