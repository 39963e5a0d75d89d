using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.TestSupport;

/// <summary>The policy of a server with these tools.</summary>
internal sealed class PolicyHarness
{
    public PolicyHarness(Action<McpGuardOptions>? configure = null, params McpServerTool[] tools)
        : this(configure, server => server.ToolCollection = [.. tools])
    {
    }

    public PolicyHarness(Action<McpGuardOptions>? configure, Action<McpServerOptions> setUp, Action<IServiceCollection>? register = null)
    {
        var options = new McpGuardOptions { Authority = Callers.Issuer, Resource = "https://mcp.example" };
        configure?.Invoke(options);
        setUp(Server);
        Time.SetUtcNow(Callers.Now);
        State = GuardState.InMemory(Time);
        Revocations = new RevocationList(Time);
        var services = new ServiceCollection();
        register?.Invoke(services);
        var engine = new PolicyEngine(Mock.Of<IHttpClientFactory>(), Options.Create(options), Time, NullLogger<PolicyEngine>.Instance);
        var devices = new DeviceAssertions(Mock.Of<IHttpClientFactory>(), State, Time, NullLogger<DeviceVerifier>.Instance);
        (Rules, Problems, _) = new PolicyCompiler(ServerSurface.Of(Server), State, new ServerParts(services.BuildServiceProvider(), engine, devices))
            .Compile(options);
        Policy = new AccessPolicy(new LivePolicy(Rules), [Revocations], Conditions, Time, NullLogger<AccessPolicy>.Instance);
    }

    public McpServerOptions Server { get; } = new();

    public GuardState State { get; }

    public ConditionRunner Conditions => new(Time, NullLogger<ConditionRunner>.Instance);

    public PolicyExplainer Explainer => new(Policy, Conditions);

    public FakeTimeProvider Time { get; } = new(Callers.Now);

    public CompiledPolicy Rules { get; }

    /// <summary>What is wrong with the policy.</summary>
    public IReadOnlyList<string> Problems { get; }

    public RevocationList Revocations { get; }

    public AccessPolicy Policy { get; }

    /// <summary>Decides on a tool as the server has matched it.</summary>
    public AccessDecision Decide(string scopes, McpServerTool tool) => Decide(Callers.With(scopes), tool);

    /// <summary>Decides on a tool as the server has matched it.</summary>
    public AccessDecision Decide(DelegatedCaller caller, McpServerTool? tool, string? name = null, string? arguments = null, string? version = null)
    {
        var decision = Policy.DecideAsync(Rules, Ask(caller, name ?? tool?.ProtocolTool.Name, arguments, version), tool, CancellationToken.None).AsTask();
        var asksAuthor = Rules.FindTarget(TargetKind.Tool, name ?? tool?.ProtocolTool.Name, tool).Rule?.Checks.Any(check => check.Condition.MayBlock) is true;
        Assert.That(decision.IsCompleted || asksAuthor, "Nothing had to be waited for.");
        return decision.GetAwaiter().GetResult();
    }

    /// <summary>Decides on a tool by its name, as the preflight does.</summary>
    public AccessDecision? DecideByName(DelegatedCaller caller, string? name, string? arguments = null) =>
        Policy.DecideByNameAsync(Rules, Ask(caller, name, arguments), CancellationToken.None).AsTask().GetAwaiter().GetResult();

    /// <summary>Judges a caller by what holds for the whole server.</summary>
    public ReasonCode Judge(DelegatedCaller caller) => Policy.DecideCaller(Rules, caller).Reason;

    /// <summary>Judges a caller before a tool, in both places where that is done.</summary>
    public ReasonCode Judge(DelegatedCaller caller, McpServerTool tool)
    {
        var decision = Decide(caller, tool);
        Assert.That(DecideByName(caller, tool.ProtocolTool.Name)!.Reason, Is.EqualTo(decision.Reason), "Both places say the same.");
        return decision.Reason;
    }

    /// <summary>The question whether the caller may call the tool now.</summary>
    public AccessRequest Ask(DelegatedCaller caller, string? tool, string? arguments = null, string? version = null) => new()
    {
        Caller = caller,
        Method = RequestMethods.ToolsCall,
        Target = tool,
        Arguments = arguments is null ? null : System.Text.Json.JsonElement.Parse(arguments),
        ProtocolVersion = version,
        Time = Time.GetUtcNow(),
    };
}
