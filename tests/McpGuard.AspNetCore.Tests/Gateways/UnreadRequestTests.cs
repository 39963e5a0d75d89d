using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>
/// A gateway passes on what it could not read, or has read in another way. With a valid assertion each such request for a tool that the
/// caller may not call is decided or refused from the guard's own reading.
/// </summary>
internal sealed class UnreadRequestTests
{
    private const string Denied = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_write","arguments":{"path":"a.txt"}}}""";

    private readonly GatewaySigner _signer = new();
    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(options => options.Issuers["pomerium"] = new IssuerOptions
    {
        Issuer = GatewaySigner.Host,
        Profile = IssuerProfile.Pomerium,
        Audiences = { GatewaySigner.Host },
        Keys = { Jwks = _signer.Jwks },
        Gateway = new GatewayOptions { Client = "pomerium" },
        GroupScopes = { ["finance"] = "mcp:basic files:read" },
    }, server => server.Services.PostConfigure<McpGuardOptions>(options => options.Authority = null));

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _signer.Dispose();
    }

    [SetUp]
    public void Clear() => _server.Audit.Clear();

    private static IEnumerable<TestCaseData> Shapes()
    {
        yield return Of(
            "the name after 4 KiB",
            Denied.Replace("\"name\"", $"\"_meta\":{{\"x\":\"{new string('x', 5000)}\"}},\"name\"", StringComparison.Ordinal));
        yield return Of("a batch", $"[{Denied}]");
        yield return Of(
            "another spelling of the name",
            Denied.Replace("\"name\":\"files_write\"", "\"name\":\"files_read\",\"NAME\":\"files_write\"", StringComparison.Ordinal));
        yield return Of("only another spelling", Denied.Replace("\"name\"", "\"Name\"", StringComparison.Ordinal));
        yield return Of("the method in another spelling", Denied.Replace("\"method\"", "\"Method\"", StringComparison.Ordinal));
        yield return Of("the parameters in another spelling", Denied.Replace("\"params\"", "\"Params\"", StringComparison.Ordinal));
        yield return Of("two names", Denied.Replace("\"name\":\"files_write\"", "\"name\":\"files_read\",\"name\":\"files_write\"", StringComparison.Ordinal));
        yield return Of("two methods", Denied.Replace("\"method\"", "\"method\":\"ping\",\"method\"", StringComparison.Ordinal));
        yield return Of("two parameters", Denied.Replace("\"params\"", "\"params\":{},\"params\"", StringComparison.Ordinal));
        yield return Of("no version", Denied.Replace("\"jsonrpc\":\"2.0\",", "", StringComparison.Ordinal));
        yield return Of("version 1.0", Denied.Replace("\"2.0\"", "\"1.0\"", StringComparison.Ordinal));
        yield return Of("true as the id", Denied.Replace("\"id\":7", "\"id\":true", StringComparison.Ordinal));
        yield return Of("an object as the id", Denied.Replace("\"id\":7", "\"id\":{}", StringComparison.Ordinal));
        yield return Of("a list of arguments", Denied.Replace("{\"path\":\"a.txt\"}", "[]", StringComparison.Ordinal));
        yield return Of("a number that is too large", Denied.Replace("\"a.txt\"", "1e999", StringComparison.Ordinal));
        yield return Of("a comment in front", $"/* x */{Denied}");
        yield return Of("a byte order mark", (byte[])[0xEF, 0xBB, 0xBF, .. Encoding.UTF8.GetBytes(Denied)]);
        yield return Of("UTF-16", Encoding.Unicode.GetBytes(Denied));
        yield return Of("UTF-16, declared", Encoding.Unicode.GetBytes(Denied), "application/json; charset=utf-16");
        yield return Of("x+json", Denied, "application/x+json");
        yield return Of("text", Denied, "text/plain");
        yield return Of("malformed parameters of the type", Denied, "application/json; charset");
        yield return Of("no type", Denied, null);
        yield return Of("compressed", Denied, "application/json", encoding: "gzip");
        yield return Of("PUT", Denied, method: "PUT");
        yield return Of("PATCH", Denied, method: "PATCH");
        yield return Of("a prompt", """{"jsonrpc":"2.0","id":7,"method":"prompts/get","params":{"name":"nope"}}""");
        yield return Of("a resource", """{"jsonrpc":"2.0","id":7,"method":"resources/read","params":{"uri":"file:///nope"}}""");
        yield return Of("a task", """{"jsonrpc":"2.0","id":7,"method":"tasks/result","params":{"taskId":"nope"}}""");
        yield return Of("read as it is", Denied);

        static TestCaseData Of(string name, object body, string? type = "application/json", string method = "POST", string? encoding = null) =>
            new TestCaseData(body is string text ? Encoding.UTF8.GetBytes(text) : (byte[])body, type, method, encoding).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Shapes))]
    public async Task Request_that_a_gateway_may_not_have_read_runs_nothing_that_is_denied(byte[] body, string? type, string method, string? encoding)
    {
        var assertion = _signer.SignElliptic(GatewaySigner.AssertionClaims(_server.Time.GetUtcNow()));
        var request = new WireRequest(body, method).WithContentType(type).With(GatewaySigner.Header, assertion);
        if (encoding is not null)
            request.WithContentHeader("Content-Encoding", encoding);

        var answer = await request.SendAsync(_server);

        Assert.That(_server.Tools.Calls, Is.Empty, answer.Body);
        Assert.That(_server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Deny), answer.Body);
        Assert.That(_server.Audit.Decisions.Single().Subject, Is.EqualTo("00u-alice"), "The record names who sent it.");
        Assert.That(answer.Status, Is.Not.EqualTo(401).And.Not.EqualTo(500));
        Assert.That(JsonSerializer.Serialize(_server.Audit.Records), Does.Not.Contain(assertion.Split('.')[2]));
    }
}
