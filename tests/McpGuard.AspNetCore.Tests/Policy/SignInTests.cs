using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>A caller whose user has to sign in again is told how, by the challenge of RFC 9470 section 3.</summary>
[Category("SCP-14")]
internal sealed class SignInTests
{
    private const string Policy =
        """{"SignInStrengths":["pwd","mfa","phr"],"Rules":{"reading":{"Tools":["files_read"],"SignIn":{"Strength":"mfa","MaxAge":"00:05:00"}}}}""";

    private GuardedWebServer _server = null!;

    [SetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync(options => options.Policy = Policy, mcp => AddTools(mcp));

    [TearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [TestCaseSource(typeof(WireRequest), nameof(WireRequest.Versions))]
    public async Task Old_and_weak_sign_in_is_challenged_for_both(string? version)
    {
        var answer = await CallAsync("files_read", "pwd", signedInAgo: 301, version);

        Assert.That((answer.Status, answer.MediaType, answer.ErrorCode), Is.EqualTo((401, "application/json", 40102)));
        Assert.That(answer.Challenge, Is.EquivalentTo(new Dictionary<string, string>
        {
            ["error"] = "insufficient_user_authentication",
            ["error_description"] = "The user has to sign in again, in the way that this needs.",
            ["acr_values"] = "mfa phr",
            ["max_age"] = "300",
            ["resource_metadata"] = GuardedWebServer.MetadataAddress,
        }));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [Test]
    public async Task Error_data_match_the_challenge()
    {
        var answer = await CallAsync("files_read", "pwd", signedInAgo: 301);

        var data = answer.Error!["data"]!;
        using (Assert.EnterMultipleScope())
        {
            Assert.That((string?)data["error"], Is.EqualTo("insufficient_user_authentication"));
            Assert.That((string?)data["acr_values"], Is.EqualTo("mfa phr"));
            Assert.That((int?)data["max_age"], Is.EqualTo(300));
            Assert.That((string?)data["resource_metadata"], Is.EqualTo(GuardedWebServer.MetadataAddress));
            Assert.That((bool?)data["retryable"], Is.True);
            Assert.That((string?)data["operation_id"], Is.EqualTo(_server.Audit.Decisions.Single().OperationId));
        }
    }

    [Test]
    public async Task Missing_scope_is_asked_for_in_the_same_challenge()
    {
        var token = Token("pwd", signedInAgo: 10).WithScopes("mcp:basic").Build();

        var answer = await WireRequest.Call("files_read", """{"path":"a"}""").WithToken(token).SendAsync(_server);

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Challenge["error"], Is.EqualTo("insufficient_user_authentication"));
        Assert.That((answer.Challenge["scope"], (string?)answer.Error!["data"]!["scope"]), Is.EqualTo(("files:read mcp:basic", "files:read mcp:basic")));
    }

    [Test]
    public async Task Scope_that_is_there_is_not_asked_for()
    {
        var answer = await CallAsync("files_read", "pwd", signedInAgo: 10);

        Assert.That(answer.Challenge.ContainsKey("scope"), Is.False);
    }

    [TestCase("mfa", 299)]
    [TestCase("phr", 0)]
    [TestCase("phr", -30)]
    public async Task Sign_in_that_is_strong_and_fresh_enough_runs(string context, int signedInAgo)
    {
        var answer = await CallAsync("files_read", context, signedInAgo);

        Assert.That(answer.Status, Is.EqualTo(200));
        Assert.That(_server.Tools.Calls, Is.EqualTo(new[] { "files_read a" }));
    }

    [TestCase("pwd", 10, TestName = "Weaker_context_is_refused")]
    [TestCase("MFA", 10, TestName = "Context_in_another_case_is_refused")]
    [TestCase("mfa2", 10, TestName = "Context_that_is_not_listed_is_refused")]
    [TestCase(null, 10, TestName = "Unknown_context_is_refused")]
    [TestCase("phr", 301, TestName = "Old_sign_in_is_refused")]
    [TestCase("phr", null, TestName = "Sign_in_at_an_unknown_time_is_refused")]
    [TestCase("phr", -31, TestName = "Sign_in_in_the_future_is_refused")]
    [Category("SCP-15")]
    public async Task Sign_in_is_refused(string? context, int? signedInAgo)
    {
        var answer = await CallAsync("files_read", context, signedInAgo);

        Assert.That(answer.Status, Is.EqualTo(401));
        Assert.That(answer.Challenge["error"], Is.EqualTo("insufficient_user_authentication"));
        Assert.That(_server.Audit.Decisions.Single(), Has.Property(nameof(AuditRecord.Reason)).EqualTo(ReasonCode.SignInInsufficient));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    [TestCase("fresh", null, "60")]
    [TestCase("strong", "mfa phr", null)]
    public async Task Attribute_demands_it_too(string tool, string? contexts, string? maxAge)
    {
        var refused = await CallAsync(tool, "pwd", signedInAgo: 61);
        var allowed = await CallAsync(tool, "phr", signedInAgo: 59);

        Assert.That((refused.Status, allowed.Status), Is.EqualTo((401, 200)));
        Assert.That((refused.Challenge.GetValueOrDefault("acr_values"), refused.Challenge.GetValueOrDefault("max_age")), Is.EqualTo((contexts, maxAge)));
    }

    [Test]
    [Category("SCP-16")]
    public async Task New_token_is_judged_from_zero()
    {
        Assert.That((await CallAsync("files_read", "pwd", 10)).Status, Is.EqualTo(401));
        Assert.That((await CallAsync("files_read", "mfa", 10)).Status, Is.EqualTo(200));
        Assert.That((await CallAsync("files_read", "pwd", 10)).Status, Is.EqualTo(401));
    }

    [Test]
    public async Task Stream_carries_the_same_data()
    {
        await using var server = await GuardedTestServer.StartAsync(
            mcp => AddTools(mcp.WithTools([Tool("files_read", [new RequireScopeAttribute("files:read")])]))
            .Services.Configure<McpGuardOptions>(options => options.Policy = Policy));
        server.Token = server.NewToken().With("acr", "pwd").Build();
        await using var client = await server.ConnectAsync();

        var refused = await Assert.ThrowsAsync<McpProtocolException>(async () => await client.CallToolAsync("files_read"));

        Assert.That((int)refused!.ErrorCode, Is.EqualTo(40102));
        Assert.That(new[] { "error", "scope", "acr_values", "max_age", "retryable" }.Select(name => $"{refused.Data[name]}"),
            Is.EqualTo(new[] { "insufficient_user_authentication", "files:read", "mfa phr", "300", "True" }));
    }

    private Task<WireAnswer> CallAsync(string tool, string? context, int? signedInAgo, string? version = null) =>
        WireRequest.Call(tool, """{"path":"a"}""", version).WithToken(Token(context, signedInAgo).Build()).SendAsync(_server);

    private TestTokenBuilder Token(string? context, int? signedInAgo)
    {
        var token = _server.NewToken();
        if (context is not null)
            token.With("acr", context);
        if (signedInAgo is { } seconds)
            token.With("auth_time", _server.Time.GetUtcNow().ToUnixTimeMilliseconds() / 1000m - seconds);

        return token;
    }

    private static IMcpServerBuilder AddTools(IMcpServerBuilder mcp) => mcp.WithTools(
    [
        Tool("fresh", [new AllowAnyCallerAttribute(), new RequireFreshSignInAttribute(60)]),
        Tool("strong", [new AllowAnyCallerAttribute(), new RequireSignInStrengthAttribute("mfa")]),
    ]);

    private static McpServerTool Tool(string name, object[] metadata) =>
        McpServerTool.Create(() => name, new() { Name = name, Metadata = [.. metadata] });
}
