using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Finds names in a policy that the server does not have, and targets of the server without permitted callers. At startup each is an error.
/// Later the server's targets may have changed; a target that is denied anyway does not block a change.
/// </summary>
internal static class PolicyProblems
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    /// <returns>The problems, each with whether it is an error.</returns>
    public static IEnumerable<(string Problem, bool Blocks)> Find(
        McpGuardOptions options,
        McpServerOptions server,
        CompiledPolicy policy,
        CompiledPolicy? before,
        IReadOnlyDictionary<string, TargetRule?> methods,
        string[] customMethods,
        bool sessionsMayDiffer) =>
    [
        .. policy.Tools.Undeclared.Order(StringComparer.Ordinal).Select(tool => (
            $"The tool '{tool}' declares no scope, so no caller may call it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or " +
                $"set {Section}:Tools:{tool}:Scopes.",
            IsNew(before?.Tools, tool))),
        .. policy.Rules.SelectMany(
            rule => rule.Requirements.Where(requirement => requirement.Rule == Requirement.Declaration).SelectMany(requirement => requirement.Scopes.Named)
            .Where(scope => ScopeSet.FindProblem(scope) is not null)
            .Select(scope =>
                ($"The {rule.Kind.ToString().ToLowerInvariant()} '{rule.Name}' needs '{scope}', which {ScopeSet.FindProblem(scope)}.", before is null))),
        .. policy.Prompts.Undeclared.Order(StringComparer.Ordinal).Select(prompt => (Undeclared("prompt", prompt), IsNew(before?.Prompts, prompt))),
        .. policy.Resources.Undeclared.Order(StringComparer.Ordinal).Select(resource => (Undeclared("resource", resource), IsNew(before?.Resources, resource))),
        .. methods.Where(method => method.Value is null).Select(method => (
            $"The method '{method.Key}' is the server's own and no rule names its permitted callers. Name it under Methods in a rule of " +
                $"{Section}:Policy with Scopes or AllowAnyCaller.", true)),
        .. AlikeTools(options, policy).Select(problem => (problem, before is null)),
        .. Definitions(options, server).Select(problem => (problem, before is null)),
        .. Unknown(options, policy, before, customMethods, sessionsMayDiffer),

        // A tool may have been replaced by one without the argument. A name that is already in force does not block a change.
        .. policy.Arguments.Where(argument => argument.Value is not null).OrderBy(argument => argument.Value, StringComparer.Ordinal)
            .Select(argument => (argument.Value!, before?.Arguments.ContainsKey(argument.Key) is not true)),
    ];

    // A change that removes the last permitted callers of a target is a mistake. A target that came later is denied.
    private static bool IsNew(PrimitiveRules? before, string name) => before is null || before.Find(name).Rule is not null;

    private static string Undeclared(string kind, string name) =>
        $"The {kind} '{name}' declares no scope, so no caller may use it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or name " +
            $"it in a rule of {Section}:Policy.";

    // A model reads characters that people do not see.
    private static IEnumerable<string> Definitions(McpGuardOptions options, McpServerOptions server)
    {
        var described = new IEnumerable<(string Kind, string Name, string? Description)>[]
        {
            (server.ToolCollection ?? []).Select(tool => ("tool", tool.ProtocolTool.Name, tool.ProtocolTool.Description)),
            (server.PromptCollection ?? []).Select(prompt => ("prompt", prompt.ProtocolPrompt.Name, prompt.ProtocolPrompt.Description)),
            (server.ResourceCollection ?? Enumerable.Empty<McpServerResource>())
                .Select(resource => ("resource", resource.ProtocolResourceTemplate.UriTemplate, resource.ProtocolResourceTemplate.Description)),
        };
        foreach (var (kind, name, description) in described.SelectMany(all => all))
        {
            if ((ToolDefinition.FindHidden(name) ?? ToolDefinition.FindHidden(description)) is { } hidden)
                yield return $"The {kind} '{name}' has the invisible character U+{hidden.Value:X4} in its name or description, which people do not see and " +
                    "models read. Remove it.";
        }

        foreach (var (name, _) in options.Tools.Where(tool =>
            tool.Value.Definition is not null && PrimitiveLookup.Tool(server, tool.Key) is null && !options.ExpectedTargets.Contains(tool.Key)))
            yield return $"{Section}:Tools:{name}:Definition pins what a handler serves, whose definition is unknown. Remove it, or serve '{name}' as a tool.";

        foreach (var tool in server.ToolCollection ?? [])
        {
            if (options.Tools.TryGetValue(tool.ProtocolTool.Name, out var configured) && configured.Definition is { } pinned &&
                ToolDefinition.DigestOf(tool.ProtocolTool) is var actual && actual != pinned)
                yield return $"The tool '{tool.ProtocolTool.Name}' is not the one that {Section}:Tools:{tool.ProtocolTool.Name}:Definition pins. Review it, " +
                    $"and set the option to {actual}.";
        }
    }

    // The gateway's token for one of them would be a token for the others.
    private static IEnumerable<string> AlikeTools(McpGuardOptions options, CompiledPolicy policy) =>
        options.Issuers.Values.Any(issuer => issuer.Profile == IssuerProfile.LiteLlm)
        ? policy.Tools.Names.GroupBy(CallRoute.NameOf, StringComparer.Ordinal).Where(group => group.Count() > 1)
            .Select(group =>
                $"The tools {string.Join(", ", group.Order(StringComparer.Ordinal).Select(name => $"'{name}'"))} have one name, '{group.Key}', in " +
                    "LiteLLM's tokens. Rename all but one.")
        : [];

    private static string Missing(Mention mention, string suggestion) => mention.IsOption
        ? $"{mention.Path} names '{mention.Name}', and there is no such tool{suggestion} Remove it or correct its name.{Expect(mention)}"
        : $"{mention.Path} names the {mention.Kind.ToString().ToLowerInvariant()} '{mention.Name}', and there is none{suggestion} Such a rule " +
            $"could never match.{Expect(mention)}";

    private static string Expect(Mention mention) => mention.Kind == TargetKind.Method
        ? ""
        : $" If it is added later, or belongs to some sessions only, name it in {Section}:{nameof(McpGuardOptions.ExpectedTargets)}.";

    private static IEnumerable<(string Problem, bool Blocks)> Unknown(
        McpGuardOptions options, CompiledPolicy policy, CompiledPolicy? before, string[] customMethods, bool sessionsMayDiffer)
    {
        foreach (var mention in policy.Mentions.OrderBy(named => named.Path, StringComparer.Ordinal).ThenBy(named => named.Name, StringComparer.Ordinal))
        {
            if (mention.Kind == TargetKind.Method && MethodKinds.ByTarget.Contains(mention.Name))
                yield return (
                    $"{mention.Path} names the method '{mention.Name}'. Name the tools, prompts or resources instead, of which each has its own rules.", true);
            else if (!IsKnown(mention))
                yield return (Missing(mention, NearestName.Suggest(mention.Name, NamesOf(mention.Kind))), Blocks(mention));
        }

        // A method that only some sessions have becomes known when they start.
        bool IsKnown(Mention mention) => policy.Of(mention.Kind)?.IsOwn(mention.Name) is true ||
            (mention.Kind != TargetKind.Method && options.ExpectedTargets.Contains(mention.Name)) ||
            (mention.Kind == TargetKind.Method && customMethods.Contains(mention.Name)) ||
            (mention.Kind == TargetKind.Method && (sessionsMayDiffer || MethodKinds.IsOfProtocol(mention.Name)));

        IEnumerable<string> NamesOf(TargetKind kind) => kind switch
        {
            TargetKind.Method => customMethods.Concat(MethodKinds.OfProtocol),
            _ => policy.Of(kind)!.OwnNames,
        };

        // An unknown name that replaces a known one is probably misspelled, and its target would lose its rule.
        bool Blocks(Mention mention) => before is null || (!before.Mentions.Contains(mention) && before.Mentions.Any(other =>
            other.Path == mention.Path && other.Kind == mention.Kind && !policy.Mentions.Contains(other) && IsKnown(other)));
    }
}
