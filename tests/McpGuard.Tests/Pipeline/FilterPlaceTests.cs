#pragma warning disable MCPEXP002 // A method of the author's own.

using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>The start proves on the options that the transport takes that the guard stands around the server.</summary>
[TestFixture]
internal sealed class FilterPlaceTests
{
    private static readonly Action<IServiceCollection>[] _replacements =
    [
        services => services.AddTransient<IOptionsFactory<McpServerOptions>, PlainFactory>(),
        services => services.AddSingleton<IOptions<McpServerOptions>>(provider => Options.Create(provider.GetRequiredService<PlainFactory>().Create(""))),
        services => services.AddSingleton(typeof(IOptions<>), typeof(PlainOptions<>)),
        services => services.AddSingleton(
            provider => McpServer.Create(provider.GetRequiredService<ITransport>(), provider.GetRequiredService<PlainFactory>().Create(""), null, provider)),
        services => services.AddSingleton<IOptions<McpServerOptions>>(
            provider => new Wrapped(provider, options => options.Filters.Message.IncomingFilters.Insert(0, next => next))),
        services => services.AddSingleton<IOptions<McpServerOptions>>(
            provider => new Wrapped(provider, options => options.Filters.Request.CallToolFilters.Add(next => next))),
        services =>
            services.AddSingleton<IOptions<McpServerOptions>>(provider => new Wrapped(provider, options => options.Filters.Request.ListToolsFilters.Clear())),
        services => services.AddSingleton<IOptions<McpServerOptions>>(provider => new Wrapped(provider, options => options.Filters = new())),
        services => services.AddSingleton<IOptions<McpServerOptions>>(provider => new Fresh(provider)),
    ];

    [Test]
    public async Task Server_without_the_filters_of_the_guard_does_not_start([Range(0, 8)] int replacement)
    {
        var problems = await ProblemsAsync(_replacements[replacement]);

        Assert.That(problems, Has.Some.Contains("IOptions").Or.Some.Contains("McpServer"));
    }

    [Test]
    public async Task Message_names_the_options_and_the_lists() =>
        Assert.That(await ProblemsAsync(_replacements[6]), Is.EqualTo(new[]
        {
            "The options of IOptions<McpServerOptions> lack the guard's filters in Request.ListToolsFilters. " +
            "A service that is registered after WithMcpGuard replaces them, or a server has options of its own. Use " +
                "Configure<McpServerOptions> or PostConfigure<McpServerOptions>, and make servers with IOptions<McpServerOptions>.",
        }));

    [Test]
    public void Filters_of_another_guard_do_not_count_as_those_of_this_one()
    {
        using var services = new ServiceCollection().BuildServiceProvider();
        var (own, other) = (new GuardFilters(services), new GuardFilters(services));
        var options = new McpServerOptions();
        other.Install(options);

        own.Install(options);

        Assert.That(own.FindLost(options), Is.Empty);
    }

    [TestCase("tools/call")]
    [TestCase("tools/list")]
    [TestCase("prompts/get")]
    [TestCase("resources/read")]
    [TestCase("completion/complete")]
    public async Task Startup_fails_for_handler_that_replaces_the_guarded_pipeline(string method) =>
        Assert.That(
            await ProblemsAsync(services => services.Configure<McpServerOptions>(
                options => (options.ToolCollection, options.RequestHandlers) = (null, [new() { Method = method, Handler = (_, _) => new() }]))),
            Has.Some.Contains($"a RequestHandler for '{method}'"));

    [Test]
    public async Task Filters_of_the_author_run_between_those_of_the_guard_in_any_order_of_registration()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp =>
        {
            mcp.WithTools([Probe.Open().Tool]);
            mcp.Services.PostConfigure<McpServerOptions>(options =>
            {
                options.Filters.Message.IncomingFilters.Insert(0, next => next);
                options.Filters.Request.CallToolFilters.Add(next => next);
            });
        });
        await using var client = await server.ConnectAsync();

        Assert.That((await client.CallToolAsync("open")).IsError, Is.Not.True);
    }

    private static async Task<IReadOnlyList<string>> ProblemsAsync(Action<IServiceCollection> replace)
    {
        try
        {
            await using var server = await GuardedTestServer.StartAsync(mcp =>
            {
                mcp.WithTools([Probe.Open().Tool]);
                mcp.Services.AddTransient<PlainFactory>();
                replace(mcp.Services);
            });
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return exception.Problems;
        }
    }

    private sealed class PlainFactory(IEnumerable<IConfigureOptions<McpServerOptions>> setups, IEnumerable<IPostConfigureOptions<McpServerOptions>> post)
        : OptionsFactory<McpServerOptions>(setups, post);

    private sealed class PlainOptions<T>(IEnumerable<IConfigureOptions<T>> setups, IEnumerable<IPostConfigureOptions<T>> post) : IOptions<T>
        where T : class, new()
    {
        public T Value { get; } = new OptionsFactory<T>(setups, post).Create(Options.DefaultName);
    }

    private sealed class Wrapped : IOptions<McpServerOptions>
    {
        public Wrapped(IServiceProvider services, Action<McpServerOptions> change)
        {
            Value = services.GetRequiredService<IOptionsFactory<McpServerOptions>>().Create(Options.DefaultName);
            change(Value);
        }

        public McpServerOptions Value { get; }
    }

    private sealed class Fresh(IServiceProvider services) : IOptions<McpServerOptions>
    {
        public McpServerOptions Value => services.GetRequiredService<IOptionsFactory<McpServerOptions>>().Create(Options.DefaultName);
    }
}
