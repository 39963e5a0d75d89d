using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>A caller is there for its own call, and for nothing that outlives it.</summary>
[TestFixture]
[Category("DEL-1")]
internal sealed class CurrentCallerTests
{
    [Test]
    public void Scope_validation_objects_to_a_singleton_that_takes_it()
    {
        var services = Guarded();
        services.AddSingleton<Capturing>();

        Assert.That(() => services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }),
            Throws.TypeOf<AggregateException>().With.Message.Contains("Cannot consume scoped service 'McpGuard.DelegatedCaller' from singleton"));
    }

    [Test]
    public void Singleton_does_not_get_the_caller_without_scope_validation()
    {
        var services = Guarded();
        services.AddSingleton<Capturing>();
        using var provider = services.BuildServiceProvider(validateScopes: false);
        using var scope = provider.CreateScope();

        using var call = CurrentCaller.Enter(Callers.With());

        Assert.That(
            () => scope.ServiceProvider.GetRequiredService<Capturing>(), Throws.InvalidOperationException.With.Message.Contains("a singleton cannot have it"));
        Assert.That(scope.ServiceProvider.GetRequiredService<DelegatedCaller>().Subject, Is.EqualTo("alice"));
    }

    [Test]
    public async Task Work_after_the_call_finds_no_caller()
    {
        using var provider = Guarded().BuildServiceProvider();
        var (ended, finds) = (new TaskCompletionSource(), (Task?)null);

        await CallAsync();
        ended.SetResult();

        Assert.That(async () => await finds!, Throws.InvalidOperationException);

        async Task CallAsync()
        {
            using var call = CurrentCaller.Enter(Callers.With());
            Assert.That(Ask(provider), Is.EqualTo("alice"));
            finds = Task.Run(async () =>
            {
                await ended.Task;
                Ask(provider);
            });
            await Task.Yield();
        }
    }

    [Test]
    public async Task Call_within_a_call_has_its_own_caller_and_gives_the_outer_one_back()
    {
        using var provider = Guarded().BuildServiceProvider();
        using var outer = CurrentCaller.Enter(Callers.With());

        await InnerAsync();

        Assert.That(Ask(provider), Is.EqualTo("alice"));

        async Task InnerAsync()
        {
            using var inner = CurrentCaller.Enter(
                new DelegatedCaller
                {
                    Issuer = Callers.Issuer,
                    Subject = "bob",
                    ClientId = "c",
                    TokenId = "t",
                    Scopes = ScopeSet.Empty,
                    ExpiresAt = Callers.Now,
                });
            await Task.Yield();
            Assert.That(Ask(provider), Is.EqualTo("bob"));
        }
    }

    [Test]
    public void Each_request_has_its_own_service_scope_in_every_configuration()
    {
        var services = Guarded();
        services.Configure<McpServerOptions>(options => options.ScopeRequests = false);
        using var provider = services.BuildServiceProvider();

        Assert.That(provider.GetRequiredService<IOptions<McpServerOptions>>().Value.ScopeRequests, Is.True);
    }

    private static string Ask(IServiceProvider provider)
    {
        using var scope = provider.CreateScope();
        return scope.ServiceProvider.GetRequiredService<DelegatedCaller>().Subject;
    }

    private static ServiceCollection Guarded()
    {
        var services = new ServiceCollection();
        services.AddMcpServer().WithMcpGuard();
        return services;
    }

    private sealed class Capturing(DelegatedCaller caller)
    {
        public DelegatedCaller Caller { get; } = caller;
    }
}
