using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Hosting;

/// <summary>What an application has registered for itself takes nothing away from the guard.</summary>
[TestFixture]
internal sealed class RegistrationTests
{
    private static readonly (string Name, Action<IServiceCollection> Register)[] _applications =
    [
        ("IValidateOptions", services => services.AddSingleton<IValidateOptions<McpGuardOptions>, Approving>()),
        ("Validate", services => services.AddOptions<McpGuardOptions>().Validate(_ => true)),
        ("IConfigureOptions", services => services.AddSingleton<IConfigureOptions<McpGuardOptions>, Leaving>()),
        ("IPostConfigureOptions", services => services.AddSingleton<IPostConfigureOptions<McpGuardOptions>, Leaving>()),
        ("IHostedService", services => services.AddHostedService<Idle>()),
        ("IOptionsFactory", services => services.AddTransient<IOptionsFactory<McpServerOptions>, OptionsFactory<McpServerOptions>>()),
        ("IRevocationList", services => services.AddSingleton<IRevocationList, Lenient>()),
        ("IAuditSink", services => services.AddSingleton<IAuditSink, RecordingAuditSink>()),
        ("DelegatedCaller", services => services.AddScoped(_ => Callers.With("made-up"))),
        ("McpServer", services => services.AddSingleton<McpServer>(_ => null!)),
        ("all", services => Array.ForEach(_applications![..^1], application => application.Register(services))),
    ];

    private static IEnumerable<string> Names => _applications.Select(application => application.Name);

    [TestCaseSource(nameof(Names))]
    public async Task Startup_fails_for_invalid_options(string application) =>
        Assert.That(
            await ProblemsAsync(application, options => options.MaxTokenLifetime = TimeSpan.FromDays(10)), Has.One.StartsWith("McpGuard:MaxTokenLifetime"));

    [TestCaseSource(nameof(Names))]
    public async Task Startup_fails_for_undeclared_tool(string application) => Assert.That(
        await ProblemsAsync(application, _ => { }, mcp => mcp.WithTools([McpServerTool.Create(() => "", new() { Name = "undeclared" })])),
        Has.One.Contains("'undeclared' declares no scope"));

    [TestCaseSource(nameof(Names))]
    public async Task Good_server_starts(string application) => Assert.That(await ProblemsAsync(application, _ => { }), Is.Empty);

    [Test]
    public async Task Options_that_an_application_changes_after_all_others_are_validated() =>
        Assert.That(
            await ProblemsAsync(
                "IHostedService", _ => { }, mcp => mcp.Services.PostConfigure<McpGuardOptions>(options => options.ClockSkew = TimeSpan.FromDays(1))),
            Has.One.StartsWith("McpGuard:ClockSkew"));

    [TestCase(true)]
    [TestCase(false)]
    public async Task Options_that_an_application_registers_itself_are_validated(bool before)
    {
        var own = Options.Create(
            new McpGuardOptions { Authority = Callers.Issuer, Resource = "https://mcp.example", MaxTokenLifetime = TimeSpan.FromDays(10) });

        var problems = before
            ? await ProblemsAsync("IHostedService", _ => { }, register: services => services.AddSingleton(own))
            : await ProblemsAsync("IHostedService", _ => { }, mcp => mcp.Services.AddSingleton(own));

        Assert.That(problems, Has.One.StartsWith("McpGuard:MaxTokenLifetime"));
    }

    [Test]
    public async Task Tool_gets_the_verified_caller_and_not_the_applications_own()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.Services.Insert(0, ServiceDescriptor.Scoped(_ => Callers.With("made-up")));
            mcp.WithMcpGuard();
            mcp.WithTools<WhoTools>();
        });
        server.Token = server.NewToken().With("sub", "alice").Build();
        await using var client = await server.ConnectAsync();

        var answer = await client.CallToolAsync("who");

        Assert.That(((ModelContextProtocol.Protocol.TextContentBlock)answer.Content.Single()).Text, Is.EqualTo(""), "The token has no scopes.");
    }

    [Test]
    public async Task Test_authority_that_is_also_a_service_is_trusted()
    {
        using var authority = new TestAuthority();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton(authority);
        builder.Services.AddMcpServer().WithMcpGuard().WithTestAuthority(authority);
        using var host = builder.Build();

        Assert.That(host.Services.GetRequiredService<OptionsReader>().Read().Options!.Authority, Is.EqualTo(authority.Issuer));
    }

    [Test]
    public async Task Second_registration_keeps_the_applications_http_client()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools([Probe.Open().Tool]).WithMcpGuard());
        await using var client = await server.ConnectAsync();

        Assert.That((await client.CallToolAsync("open")).IsError, Is.Not.True, "The test authority still stands in for the network.");
    }

    [Test]
    public void Keyed_token_source_is_not_used()
    {
        var builder = new ServiceCollection().AddMcpServer();
        builder.Services.AddKeyedSingleton<ITokenSource>("other", (_, _) => null!);

        Assert.That(builder.HasTokenSource(), Is.False);
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(
        string application, Action<McpGuardOptions> configure, Action<IMcpServerBuilder>? add = null, Action<IServiceCollection>? register = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        _applications.Single(one => one.Name == application).Register(builder.Services);
        register?.Invoke(builder.Services);
        var mcp = builder.Services.AddMcpServer().WithMcpGuard(options =>
        {
            options.Authority = Callers.Issuer;
            options.Resource = "https://mcp.example";
            configure(options);
        });
        add?.Invoke(mcp);
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return exception.Problems;
        }
    }

    [McpServerToolType]
    private sealed class WhoTools
    {
        [McpServerTool(Name = "who"), AllowAnyCaller]
        public static string Who(DelegatedCaller caller) => string.Join(' ', caller.Scopes);
    }

    private sealed class Approving : IValidateOptions<McpGuardOptions>
    {
        public ValidateOptionsResult Validate(string? name, McpGuardOptions options) => ValidateOptionsResult.Success;
    }

    private sealed class Leaving : IConfigureOptions<McpGuardOptions>, IPostConfigureOptions<McpGuardOptions>
    {
        public void Configure(McpGuardOptions options)
        {
        }

        public void PostConfigure(string? name, McpGuardOptions options)
        {
        }
    }

    private sealed class Idle : IHostedService
    {
        public Task StartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }

    private sealed class Lenient : IRevocationList
    {
        public bool IsRevoked(DelegatedCaller caller) => false;
    }
}
