using System.Collections.Frozen;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Compiles the policy from the code's declarations, the options and the policy document, for the targets of the server. A rule that could
/// never match, and a target without permitted callers, are problems.
/// </summary>
/// <param name="surface">What the server has.</param>
/// <param name="state">Where calls are counted.</param>
/// <param name="parts">What only a running server has, or null where a policy is judged without one.</param>
internal sealed class PolicyCompiler(ServerSurface surface, GuardState state, ServerParts? parts)
{
    private const int UsualMaxActors = 3;

    /// <param name="options">The options.</param>
    /// <param name="before">The policy in force, if the configuration has changed. Targets that the server no longer has then cause a
    /// warning and are denied; they do not block the change.</param>
    /// <returns>The policy, and its problems. With errors it must not be used; with warnings it can be.</returns>
    public (CompiledPolicy Policy, IReadOnlyList<string> Problems, IReadOnlyList<string> Remarks) Compile(
        McpGuardOptions options, CompiledPolicy? before = null)
    {
        var problems = new List<string>();
        var remarks = new List<string>();
        var sources = new ConditionSources(state, parts)
        {
            DefaultIssuer = TrustedIssuers.Default(options),
            Issuers = [.. ConfiguredIssuer.Of(options).Select(issuer => issuer.Options.Issuer).OfType<string>()],
            FactIssuers = FactIssuers.Default(options),
            ClockSkew = options.ClockSkew,
            Devices = parts?.Devices.Find(options),
            DeviceAssertion = options.DeviceAssertion,
        };
        var documentProblems = new List<string>();
        var document = PolicyDocument.Read(options.Policy, sources, LiveSettings.Of(options).ToVersioned(), documentProblems);
        problems.AddRange(documentProblems.Select(problem => $"{McpGuardDefaults.ConfigurationSection}:Policy {problem}"));

        var rules = new RuleMaker(options, document, sources with { SignInStrengths = document.Settings.SignInStrengths }, problems);
        var own = surface.Server;
        var handlers = own.Handlers;
        var sessions = surface.SessionsMayDiffer;
        var tools = rules.MakeAll(TargetKind.Tool, own.ToolCollection ?? [], handlers.CallToolHandler is not null, sessions);
        var prompts = rules.MakeAll(TargetKind.Prompt, own.PromptCollection ?? [], handlers.GetPromptHandler is not null, sessions);
        var resources = rules.MakeAll(
            TargetKind.Resource, own.ResourceCollection ?? Enumerable.Empty<IMcpServerPrimitive>(), handlers.ReadResourceHandler is not null, sessions);

        var customMethods = surface.CustomMethods;
        var methods = rules.Named(TargetKind.Method).Concat(customMethods).Distinct(StringComparer.Ordinal)
            .ToFrozenDictionary(
                method => method, method => rules.MakeForMethod(method, isCustom: !MethodKinds.IsOfProtocol(method)), StringComparer.Ordinal);

        var policy = new CompiledPolicy(
            document.Settings,
            new CallerRule(options.Callers, sources, UsualMaxActors),
            tools, prompts, resources, methods, surface.HandledMethods, own)
        {
            ScopeRequests = new ScopeRequests(
                document.Settings, options.InitialScopes, [.. tools.Rules, .. prompts.Rules, .. resources.Rules, .. methods.Values.OfType<TargetRule>()]),
            Answers = new AnswerForms(options),
            Credentials = new CredentialPairs(options),
            Mentions = Mention.In(document, options).ToFrozenSet(),
            Arguments = ArgumentMention.Find(document, options, own),
        };
        foreach (var (problem, blocks) in PolicyProblems.Find(options, own, policy, before, methods, customMethods, sessions))
            (blocks ? problems : remarks).Add(problem);

        return (policy, problems, remarks);
    }
}
