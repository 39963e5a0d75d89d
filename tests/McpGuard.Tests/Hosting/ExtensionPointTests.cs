using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Hosting;

/// <summary>Each extension point has a builder method. Startup fails with a second extension where only one can be used.</summary>
[TestFixture]
internal sealed class ExtensionPointTests
{
    private readonly Probe _probe = Probe.Open();

    [Test]
    public async Task Own_parts_are_added_by_verbs()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([_probe.Tool])
            .WithAuditSink<OwnSink>().WithRevocationList<OwnList>().WithSessionRisk<OwnRisk>().WithAccessCondition<OwnCondition>("own")
                .WithTokenSource<OwnSource>()
            .WithAuditSigner(_ => Mock.Of<IAuditSigner>(signer => signer.KeyId == "key")));

        Assert.That(server.Services.GetServices<IAuditSink>(), Has.One.InstanceOf<OwnSink>());
        Assert.That(server.Services.GetServices<IRevocationList>(), Has.One.InstanceOf<OwnList>());
        Assert.That(server.Services.GetService<ISessionRisk>(), Is.InstanceOf<OwnRisk>());
        Assert.That(server.Services.GetKeyedService<IAccessCondition>("own"), Is.InstanceOf<OwnCondition>());
        Assert.That(server.Services.GetRequiredService<ServerTokenSource>().Source, Is.InstanceOf<OwnSource>());
        Assert.That(server.Services.GetService<IAuditSigner>()?.KeyId, Is.EqualTo("key"));
    }

    [Test]
    public async Task Own_parts_are_made_by_their_author()
    {
        var (sink, list, risk, condition, source) = (new OwnSink(), new OwnList(), new OwnRisk(), new OwnCondition(), new OwnSource());
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([_probe.Tool])
            .WithAuditSink(_ => sink).WithRevocationList(_ => list).WithSessionRisk(_ => risk).WithAccessCondition("own", _ => condition)
                .WithTokenSource(_ => source));

        Assert.That(server.Services.GetServices<IAuditSink>(), Has.One.SameAs(sink));
        Assert.That(server.Services.GetServices<IRevocationList>(), Has.One.SameAs(list));
        Assert.That(server.Services.GetService<ISessionRisk>(), Is.SameAs(risk));
        Assert.That(server.Services.GetKeyedService<IAccessCondition>("own"), Is.SameAs(condition));
        Assert.That(server.Services.GetRequiredService<ServerTokenSource>().Source, Is.SameAs(source));
    }

    [Test]
    public async Task Startup_fails_for_second_token_source() => Assert.That(
        await ProblemsAsync(mcp => mcp.WithTokenFromFile("/run/token").WithTokenFromRequestMeta("key")),
        Is.EqualTo(
            new[]
            {
                "The server has 2 token sources, and can use one: WithTokenFromFile(\"/run/token\") and WithTokenFromRequestMeta(\"key\"). Remove all but one.",
            }));

    [Test]
    public async Task Token_source_that_is_a_service_is_one_too() => Assert.That(
        await ProblemsAsync(mcp => mcp.WithTokenSource<OwnSource>().Services.AddSingleton<ITokenSource, OwnSource>()),
        Has.One.Contains("WithTokenSource<OwnSource>() and the service OwnSource"));

    [Test]
    public async Task Two_token_sources_give_no_token_without_the_startup_check()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]).WithTokenSource(_ => new OwnSource()).WithTokenFromRequestMeta());

        Assert.That((await server.CallAsync("open")).ErrorOf().Code, Is.Not.Zero);
        Assert.That(_probe.Runs, Is.Zero);
    }

    [Test]
    public async Task Startup_fails_for_second_audit_signer() => Assert.That(
        await ProblemsAsync(mcp => mcp.WithAuditSigner(_ => Mock.Of<IAuditSigner>()).WithAuditSigner(_ => new OwnSigner())),
        Has.One.Matches("^The server has 2 audit signers.*WithAuditSigner<IAuditSigner\\w+>\\(\\) and WithAuditSigner<OwnSigner>\\(\\)"));

    [TestCase("SigningKey")]
    [TestCase("SigningCertificate")]
    public async Task Key_in_the_options_is_a_second_audit_signer(string option) => Assert.That(
        await ProblemsAsync(
            mcp => mcp.WithAuditSigner<OwnSigner>(),
            options =>
                (options.Audit.File.Directory, options.Audit.File.SigningKey, options.Audit.File.SigningCertificate) =
                    ("audit", option == "SigningKey" ? "key" : null, option == "SigningKey" ? null : "cert")),
        Has.One.Contains($"WithAuditSigner<OwnSigner>() and McpGuard:Audit:File:{option}"));

    [Test]
    public async Task Startup_fails_for_second_session_risk() => Assert.That(
        await ProblemsAsync(mcp => mcp.WithSessionRisk<OwnRisk>().WithSessionRisk(_ => Mock.Of<ISessionRisk>())),
        Has.One.Matches("^The server has 2 session risk services.*WithSessionRisk<OwnRisk>\\(\\) and WithSessionRisk<ISessionRisk"));

    [TestCase(typeof(IReplayStore), "replay stores")]
    [TestCase(typeof(ITaskOwnerStore), "task owner stores")]
    [TestCase(typeof(IRateCounter), "rate counters")]
    public async Task Startup_fails_for_second_store(Type service, string name) => Assert.That(
        await ProblemsAsync(mcp => mcp.Services.AddSingleton(service, new RemoteStores(TimeProvider.System)).AddSingleton(service, typeof(OwnStores))),
        Is.EqualTo(new[] { $"The server has 2 {name}, and can use one: RemoteStores and OwnStores. Remove all but one." }));

    [TestCase(true)]
    [TestCase(false)]
    public async Task Own_stores_replace_memory_whether_they_are_registered_first_or_last(bool isFirst)
    {
        var stores = new RemoteStores(TimeProvider.System);
        var services = new ServiceCollection();
        if (isFirst)
            services.AddMcpServer().WithStores(stores);
        services.AddMcpServer().WithMcpGuard();
        if (!isFirst)
            services.AddMcpServer().WithStores(stores);
        await using var provider = services.BuildServiceProvider();

        await provider.GetRequiredService<GuardState>().FindOwnerAsync("task", CancellationToken.None);

        Assert.That(stores.Calls, Is.EqualTo(1));
        Assert.That(new ExtensionCheck(provider).FindProblems(options: null, isValid: true), Is.Empty);
    }

    [Test]
    public async Task Startup_fails_for_second_condition_of_a_name()
    {
        var guarded = McpServerTool.Create([RequireScope("a"), RequireCondition("own")] () => "", new() { Name = "guarded" });

        Assert.That(
            await ProblemsAsync(mcp => mcp.WithTools([guarded]).WithAccessCondition<OwnCondition>("own").WithAccessCondition("own", _ => new OtherCondition())),
            Has.One.Contains("[RequireCondition] names 'own', and several conditions are registered under that name: OwnCondition and OtherCondition."));
        Assert.That(
            await ProblemsAsync(
                mcp => mcp.WithTools([_probe.Tool]).WithAccessCondition<OwnCondition>("own").WithAccessCondition<OtherCondition>("own"),
                options => options.Policy = """{ "Rules": { "r": { "Tools": "open", "Conditions": [ "own" ] } } }"""),
            Has.One.Contains("OwnCondition and OtherCondition"));
    }

    [Test]
    public async Task All_duplicates_are_reported_at_once_with_all_other_problems() => Assert.That(
        await ProblemsAsync(
            mcp => mcp.WithTokenFromFile("a").WithTokenFromFile("b").WithAuditSigner<OwnSigner>().WithAuditSigner<OwnSigner>(),
            options => options.InitialScopes.Add("a b")),
        Has.Length.EqualTo(3));

    [Test]
    public async Task Service_that_fails_with_invalid_options_hides_none_of_their_problems() => Assert.That(
        await ProblemsAsync(
            mcp => mcp.WithTokenSource(services => new OwnSource(services.GetRequiredService<Microsoft.Extensions.Options.IOptions<McpGuardOptions>>().Value)),
            options => options.InitialScopes.Add("a b")),
        Has.Length.EqualTo(1).And.One.StartsWith("McpGuard:InitialScopes"));

    private static async Task<string[]> ProblemsAsync(Action<IMcpServerBuilder> build, Action<McpGuardOptions>? configure = null)
    {
        var exception = await Assert.CatchAsync<McpGuardConfigurationException>(() => GuardedTestServer.StartAsync(mcp =>
        {
            build(mcp);
            mcp.Services.Configure(configure ?? (_ => { }));
        }));
        return [.. exception!.Problems];
    }

    private sealed class OwnSource(McpGuardOptions? options = null) : ITokenSource
    {
        public ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(options?.Resource);
    }

    private sealed class OwnSink : IAuditSink
    {
        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => default;
    }

    private sealed class OwnSigner : IAuditSigner
    {
        public string KeyId => "own";

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken) => new((byte[])[]);
    }

    private sealed class OwnList : IRevocationList
    {
        public bool IsRevoked(DelegatedCaller caller) => false;
    }

    private sealed class OwnRisk : ISessionRisk
    {
        public ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken) => new("low");
    }

    private sealed class OwnCondition : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.Met());
    }

    private sealed class OtherCondition : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) => new(ConditionResult.NotMet());
    }

    private sealed class OwnStores : IReplayStore, ITaskOwnerStore, IRateCounter
    {
        public ValueTask<bool> TryUseAsync(ReplayKey key, string caller, DateTimeOffset from, DateTimeOffset until, CancellationToken cancellationToken) =>
            new(false);

        public ValueTask<bool> IsUsedAsync(ReplayKey key, CancellationToken cancellationToken) => new(true);

        public ValueTask<bool> TryAddAsync(string taskId, TaskOwner owner, TimeSpan keep, CancellationToken cancellationToken) => new(false);

        public ValueTask<TaskOwner?> FindAsync(string taskId, CancellationToken cancellationToken) => default;

        public ValueTask<RateLease> TakeAsync(RateKey key, int count, CancellationToken cancellationToken) => default;
    }
}
