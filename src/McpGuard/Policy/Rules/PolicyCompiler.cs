#pragma warning disable MCPEXP002 // Which methods the server handles by itself is part of its surface.

using System.Collections.Frozen;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Compiles the policy from the code's declarations, the options and the policy document, for the targets of the server. A rule that could
/// never match, and a target without permitted callers, are problems.
/// </summary>
internal sealed class PolicyCompiler(IOptions<McpServerOptions> server, RateLimits limits, PolicyEngine engine, DeviceAssertions devices, SessionSurface sessions, IServiceProvider services)
{
    private const int UsualMaxActors = 3;

    /// <param name="options">The options.</param>
    /// <param name="before">The policy in force, if the configuration has changed. Targets that the server no longer has then cause a
    /// warning and are denied; they do not block the change.</param>
    /// <returns>The policy, and its problems. With errors it must not be used; with warnings it can be.</returns>
    public (PolicySnapshot Policy, IReadOnlyList<string> Problems, IReadOnlyList<string> Remarks) Compile(McpGuardOptions options, PolicySnapshot? before = null)
    {
        var (problems, remarks) = (new List<string>(), new List<string>());
        var sources = new ConditionSources(services, limits, engine)
        {
            DefaultIssuer = TrustedIssuers.Default(options),
            Issuers = [.. TrustedIssuers.Configured(options).Select(issuer => issuer.Issuer).OfType<string>()],
            FactIssuers = FactIssuers.Default(options),
            ClockSkew = options.ClockSkew,
            Devices = devices.Find(options),
        };
        var documentProblems = new List<string>();
        var document = PolicyDocument.Read(options.Policy, sources, LiveSettings.Of(options).ToVersioned(), documentProblems);
        problems.AddRange(documentProblems.Select(problem => $"{McpGuardDefaults.ConfigurationSection}:Policy {problem}"));

        var rules = new RuleMaker(options, document, sources with { SignInStrengths = document.Settings.SignInStrengths }, problems);
        var (own, handlers) = (server.Value, server.Value.Handlers);
        var tools = new PrimitiveRules(
            own.ToolCollection ?? [],
            handlers.CallToolHandler is null ? [] : options.Tools.Keys.Concat(rules.Named(TargetKind.Tool)),
            (name, tool) => rules.Make(TargetKind.Tool, name, tool));
        var prompts = new PrimitiveRules(
            own.PromptCollection ?? [],
            handlers.GetPromptHandler is null ? [] : rules.Named(TargetKind.Prompt),
            (name, prompt) => rules.Make(TargetKind.Prompt, name, prompt));
        var resources = new PrimitiveRules(
            own.ResourceCollection ?? Enumerable.Empty<IMcpServerPrimitive>(),
            handlers.ReadResourceHandler is null ? [] : rules.Named(TargetKind.Resource),
            (name, resource) => rules.Make(TargetKind.Resource, name, resource));

        string[] handled = [.. own.RequestHandlers?.Select(handler => handler.Method).Where(method => !string.IsNullOrEmpty(method)) ?? []];
        string[] customMethods = [.. handled.Concat(handlers.NotificationHandlers?.Select(handler => handler.Key) ?? []).Except(RequestSubject.OfProtocol, StringComparer.Ordinal)];
        var methods = rules.Named(TargetKind.Method).Concat(customMethods).Distinct(StringComparer.Ordinal)
            .ToFrozenDictionary(method => method, method => rules.MakeForMethod(method, isCustom: !RequestSubject.IsOfProtocol(method)), StringComparer.Ordinal);

        var policy = new PolicySnapshot(
            document.Settings,
            new CallerRule(options.Callers, sources, UsualMaxActors),
            tools, prompts, resources, methods, handled, own)
        {
            Mentions = Mention.In(document, options).ToFrozenSet(),
            Arguments = ArgumentMention.Find(document, options, own),
        };
        foreach (var (problem, blocks) in PolicyProblems.Find(options, own, policy, before, methods, customMethods, sessions.MayDiffer))
            (blocks ? problems : remarks).Add(problem);

        return (policy, problems, remarks);
    }
}
