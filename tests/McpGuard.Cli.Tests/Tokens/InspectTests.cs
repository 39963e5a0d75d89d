using System.Net;
using System.Net.Sockets;
using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;
using McpGuard.Testing;

namespace McpGuard.Cli.Tests.Tokens;

/// <summary>A token is inspected by the guard's own rules, and never leaves this machine.</summary>
[TestFixture]
internal sealed class InspectTests
{
    private const string Resource = "https://notes.example.com/mcp";

    private readonly TestAuthority _authority = new();
    private DirectoryInfo _folder = null!;

    private static IEnumerable<TestCaseData> Refused =>
    [
        new((TestTokenBuilder token) => token.WithTimes(-600, -300), "times", "token_expired"),
        new((TestTokenBuilder token) => token.WithTimes(0, 7200), "times", "lifetime_too_long"),
        new((TestTokenBuilder token) => token.With("aud", "https://other.example"), "audience", "audience_mismatch"),
        new((TestTokenBuilder token) => token.WithHeader("typ", "JWT"), "header", null),
        new((TestTokenBuilder token) => token.Without("jti"), "claims", null),
        new((TestTokenBuilder token) => token.With("iss", "https://other.example"), "issuer", "issuer_unknown"),
    ];

    [OneTimeSetUp]
    public async Task SetUpAsync()
    {
        _folder = Directory.CreateTempSubdirectory("mcpguard-token-");
        using var wire = new HttpClient(_authority.CreateBackchannel());
        await File.WriteAllTextAsync(PathOf("keys.json"), await wire.GetStringAsync(new Uri($"{_authority.Issuer}/jwks")));
        await File.WriteAllTextAsync(PathOf("appsettings.json"), $$"""{ "McpGuard": { "Authority": "{{_authority.Issuer}}", "Resource": "{{Resource}}" } }""");
    }

    [OneTimeTearDown]
    public void TearDown()
    {
        _authority.Dispose();
        _folder.Delete(recursive: true);
    }

    [Test]
    public async Task Good_token_is_accepted_and_not_shown()
    {
        var token = _authority.Token(Resource).Build();

        var run = await InspectAsync(token, "--keys", PathOf("keys.json"));

        Assert.That(run.ExitCode, Is.Zero, run.Output + run.Errors);
        Assert.That((string?)JsonNode.Parse(run.Output)!["caller"], Is.EqualTo("alice via agent-1"));
        Assert.That(run.Output, Does.Not.Contain(token.Split('.')[1]).And.Not.Contain(token.Split('.')[2]));
    }

    [Test]
    public async Task Without_keys_the_signature_is_open()
    {
        var run = await InspectAsync(_authority.Token(Resource).Build());

        Assert.That(run.ExitCode, Is.EqualTo(3), run.Output + run.Errors);
        Assert.That(StateOf(run, "signature"), Is.EqualTo("not_checked"));
        Assert.That(StateOf(run, "audience"), Is.EqualTo("passed"));
    }

    [TestCaseSource(nameof(Refused))]
    public async Task Rule_that_refuses_is_named(Func<TestTokenBuilder, TestTokenBuilder> change, string rule, string? reason)
    {
        var token = change(_authority.Token(Resource)).Build();

        foreach (var keys in new string[][] { [], ["--keys", PathOf("keys.json")] })
        {
            var run = await InspectAsync(token, keys);

            Assert.That(run.ExitCode, Is.EqualTo(1), run.Output + run.Errors);
            Assert.That(StateOf(run, rule), Is.EqualTo("failed"), run.Output);
            if (reason is not null)
                Assert.That(run.Output, Does.Contain($"\"{reason}\""));
        }
    }

    [Test]
    public async Task Every_fault_is_named_at_once()
    {
        var run = await InspectAsync(_authority.Token(Resource).WithTimes(-600, -300).With("aud", "https://other.example").Build());

        Assert.That((StateOf(run, "times"), StateOf(run, "audience")), Is.EqualTo(("failed", "failed")));
    }

    [Test]
    public async Task Signature_of_another_key_is_refused()
    {
        using var stranger = new TestSigningKey("key-1");

        var run = await InspectAsync(_authority.Token(Resource).SignedWith(stranger).Build(), "--keys", PathOf("keys.json"));

        Assert.That((run.ExitCode, StateOf(run, "signature")), Is.EqualTo((1, "failed")), run.Output + run.Errors);
    }

    [Test]
    public async Task Issuer_is_never_asked()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var issuer = $"http://127.0.0.1:{((IPEndPoint)listener.LocalEndpoint).Port}";
        await File.WriteAllTextAsync(PathOf("local.json"), $$"""
            { "McpGuard": { "Resource": "{{Resource}}", "Issuers": { "local": { "Issuer": "{{issuer}}",
            "Introspection": { "Endpoint": "{{issuer}}/introspect", "ClientId": "a", "ClientSecret": "b", "IncludeJwts": true } } } } }
            """);
        var jwt = await InspectAsync(_authority.Token(Resource).With("iss", issuer).Build(), "local.json");
        var opaque = await InspectAsync("opaque-token", "local.json");

        Assert.That((jwt.ExitCode, opaque.ExitCode), Is.EqualTo((3, 3)), jwt.Output + jwt.Errors + opaque.Output + opaque.Errors);
        Assert.That(listener.Pending(), Is.False);
    }

    [Test]
    public async Task Text_that_is_not_a_token_is_refused()
    {
        var run = await InspectAsync("opaque-token");

        Assert.That((run.ExitCode, StateOf(run, "form")), Is.EqualTo((1, "failed")));
    }

    private static string? StateOf(Mcpguard run, string rule) =>
        (string?)JsonNode.Parse(run.Output)!["checks"]!.AsArray().SingleOrDefault(check => (string?)check!["rule"] == rule)?["state"];

    private async Task<Mcpguard> InspectAsync(string token, params string[] more)
    {
        await File.WriteAllTextAsync(PathOf("token.txt"), token);
        var settings = more is ["local.json"] ? more[0] : "appsettings.json";
        return await Mcpguard.RunAsync(
            ["token", "inspect", PathOf("token.txt"), "--settings", PathOf(settings), "--json", .. more is ["local.json"] ? [] : more]);
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);
}
