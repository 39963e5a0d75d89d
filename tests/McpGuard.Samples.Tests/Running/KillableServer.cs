using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Text;

namespace McpGuard.Samples.Tests.Running;

/// <summary>HttpServer with a signed audit log; it can be killed and started again on the same log.</summary>
internal sealed class KillableServer : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("mcpguard-killed-");
    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly string _authorityUrl = Loopback.FreeAddress();
    private readonly string _serverUrl = Loopback.FreeAddress();
    private readonly HttpClient _http = new();
    private readonly StartedProgram _authority;
    private StartedProgram? _server;
    private string? _token;

    private readonly AuditDurability _durability;

    private KillableServer(AuditDurability durability)
    {
        _durability = durability;
        File.WriteAllText(KeyFile, _key.ExportPkcs8PrivateKeyPem());
        _authority = StartedProgram.Start("dotnet", [Built.Cli, "authority", "--url", _authorityUrl, "--resource", Resource]);
    }

    public string AuditDirectory => Path.Combine(_folder.FullName, "audit");

    public string LastSegment => Directory.EnumerateFiles(AuditDirectory, "audit-*.jsonl").Order(StringComparer.Ordinal).Last();

    private string Resource => $"{_serverUrl}/mcp";

    private string KeyFile => Path.Combine(_folder.FullName, "key.pem");

    public static async Task<KillableServer> CreateAsync(AuditDurability durability)
    {
        var server = new KillableServer(durability);
        await server._authority.WaitUntilServesAsync($"{server._authorityUrl}/jwks");
        return server;
    }

    public async Task StartAsync()
    {
        _server = StartedProgram.Start("dotnet", [Built.HttpServer, "--urls", _serverUrl], new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = _authorityUrl,
            ["McpGuard__Resource"] = Resource,
            ["McpGuard__Audit__File__Directory"] = AuditDirectory,
            ["McpGuard__Audit__File__Durability"] = _durability.ToString(),
            ["McpGuard__Audit__File__SigningKey"] = KeyFile,

            // Small ones, so that some of the kills fall on the change from one to the next.
            ["McpGuard__Audit__File__MaxSegmentBytes"] = "65536",
            ["McpGuard__Audit__File__CheckpointRecords"] = "20",
            ["Logging__LogLevel__McpGuard"] = "Warning",
            ["Data"] = _folder.FullName,

            // It lives for a second or two, so what makes a long life faster only makes this one slower.
            ["DOTNET_gcServer"] = "0",
            ["DOTNET_TieredPGO"] = "0",
        });
        await _server.WaitUntilServesAsync($"{_serverUrl}/.well-known/oauth-protected-resource/mcp");
        _token ??= await TokenDesk.ExchangeAsync(_authorityUrl, Resource, "mcp:basic");
    }

    /// <summary>Ends the server with SIGKILL.</summary>
    public async Task KillAsync()
    {
        await _server!.DisposeAsync();
        _server = null;
    }

    /// <summary>Waits until the server has done something that is to be seen from outside.</summary>
    public Task WaitUntilAsync(Func<bool> holds, string what) => _server!.WaitUntilAsync(() => Task.FromResult(holds()), what);

    /// <summary>Makes a call with this JSON-RPC id.</summary>
    /// <returns>Whether its result has come back whole.</returns>
    public async Task<bool> TryCallAsync(string id)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, Resource)
        {
            Content = new StringContent(
                $$$"""{"jsonrpc":"2.0","id":"{{{id}}}","method":"tools/call","params":{"name":"whoami","arguments":{} } }""",
                Encoding.UTF8,
                "application/json"),
        };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", _token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        try
        {
            using var response = await _http.SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            return response.StatusCode == HttpStatusCode.OK && text.Contains("acts for alice", StringComparison.Ordinal) &&
                text.Contains($"\"{id}\"", StringComparison.Ordinal)
                ? true
                : throw new InvalidOperationException($"{response.StatusCode}: {text}");
        }
        catch (Exception exception) when (exception is HttpRequestException or IOException)
        {
            return false;
        }
    }

    public AuditVerification Verify(params IEnumerable<AuditCheckpoint> trusted)
    {
        using var key = AuditVerificationKey.FromPem(_key.ExportSubjectPublicKeyInfoPem());
        var options = new AuditVerificationOptions { Keys = { key } };
        foreach (var checkpoint in trusted)
            options.TrustedCheckpoints.Add(checkpoint);

        return AuditVerifier.Verify(AuditDirectory, options);
    }

    public async ValueTask DisposeAsync()
    {
        if (_server is not null)
            await _server.DisposeAsync();

        await _authority.DisposeAsync();
        _http.Dispose();
        _key.Dispose();
        _folder.Delete(recursive: true);
    }
}
