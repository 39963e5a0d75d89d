using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.Tests;

/// <summary>The policy of a server with these tools.</summary>
internal sealed class PolicyHarness
{
    public PolicyHarness(Action<McpGuardOptions>? configure = null, params McpServerTool[] tools)
    {
        var options = new McpGuardOptions { Authority = Callers.Issuer };
        configure?.Invoke(options);
        Server.ToolCollection = [.. tools];
        Time.SetUtcNow(Callers.Now);
        Revocations = new RevocationList(Time);
        Rules = new ToolRules(Options.Create(options), Options.Create(Server));
        Policy = new AccessPolicy(Rules, [Revocations], Options.Create(options), Time, NullLogger<AccessPolicy>.Instance);
    }

    public McpServerOptions Server { get; } = new();

    public FakeTimeProvider Time { get; } = new(Callers.Now);

    public ToolRules Rules { get; }

    public RevocationList Revocations { get; }

    public AccessPolicy Policy { get; }

    /// <summary>Decides on a tool as the server has matched it.</summary>
    public AccessDecision Decide(string scopes, McpServerTool tool) => Policy.Decide(Callers.With(scopes), tool.ProtocolTool.Name, tool);

    /// <summary>Judges a caller by what holds for the whole server.</summary>
    public ReasonCode Judge(DelegatedCaller caller) => Policy.DecideCaller(caller).Reason;

    /// <summary>Judges a caller before a tool, in both places where that is done.</summary>
    public ReasonCode Judge(DelegatedCaller caller, McpServerTool tool)
    {
        var decision = Policy.Decide(caller, tool.ProtocolTool.Name, tool);
        Assert.That(Policy.DecideByName(caller, tool.ProtocolTool.Name)!.Reason, Is.EqualTo(decision.Reason), "Both places say the same.");
        return decision.Reason;
    }
}
