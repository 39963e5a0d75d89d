using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds what a policy says about things that are not there, and what is there that no policy lets anybody use.</summary>
internal static class PolicyProblems
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    public static IEnumerable<string> Find(
        McpGuardOptions options,
        McpServerOptions server,
        PolicyDocument document,
        PrimitiveRules tools,
        PrimitiveRules prompts,
        PrimitiveRules resources,
        IReadOnlyDictionary<string, TargetRule?> methods,
        string[] customMethods,
        bool sessionsMayDiffer) =>
    [
        .. tools.Undeclared.Order(StringComparer.Ordinal).Select(tool =>
            $"The tool '{tool}' declares no scope, so nobody may call it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or set {Section}:Tools:{tool}:Scopes."),
        .. tools.Rules.SelectMany(tool => tool.Scopes.Where(scope => !ScopeSet.IsScopeToken(scope)).Select(scope =>
            $"The tool '{tool.Name}' needs '{scope}', which is no scope: write each scope by itself, without spaces, quotes or backslashes.")),
        .. prompts.Undeclared.Order(StringComparer.Ordinal).Select(prompt => Undeclared("prompt", prompt)),
        .. resources.Undeclared.Order(StringComparer.Ordinal).Select(resource => Undeclared("resource", resource)),
        .. methods.Where(method => method.Value is null).Select(method =>
            $"The method '{method.Key}' is the server's own and nothing says who may use it. Name it under Methods in a rule of {Section}:Policy with Scopes or AllowAnyCaller."),
        .. options.Tools.Keys.Except(tools.Names, StringComparer.Ordinal).Order(StringComparer.Ordinal).Select(tool =>
            $"{Section}:Tools names '{tool}', and there is no such tool. Remove it or correct its name."),
        .. Definitions(options, server),
        .. document.Rules.SelectMany(rule => Unknown(rule, tools, prompts, resources, customMethods, sessionsMayDiffer)),
    ];

    private static string Undeclared(string kind, string name) =>
        $"The {kind} '{name}' declares no scope, so nobody may use it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or name it in a rule of {Section}:Policy.";

    // A model reads what people do not see.
    private static IEnumerable<string> Definitions(McpGuardOptions options, McpServerOptions server)
    {
        var described = new IEnumerable<(string Kind, string Name, string? Description)>[]
        {
            (server.ToolCollection ?? []).Select(tool => ("tool", tool.ProtocolTool.Name, tool.ProtocolTool.Description)),
            (server.PromptCollection ?? []).Select(prompt => ("prompt", prompt.ProtocolPrompt.Name, prompt.ProtocolPrompt.Description)),
            (server.ResourceCollection ?? Enumerable.Empty<McpServerResource>()).Select(resource => ("resource", resource.ProtocolResourceTemplate.UriTemplate, resource.ProtocolResourceTemplate.Description)),
        };
        foreach (var (kind, name, description) in described.SelectMany(all => all))
        {
            if ((ToolDefinition.FindHidden(name) ?? ToolDefinition.FindHidden(description)) is { } hidden)
                yield return $"The {kind} '{name}' has the invisible character U+{hidden.Value:X4} in its name or description, which people do not see and models read. Remove it.";
        }

        foreach (var (name, _) in options.Tools.Where(tool => tool.Value.Definition is not null && PrimitiveLookup.Tool(server, tool.Key) is null))
            yield return $"{Section}:Tools:{name}:Definition pins what a handler serves, of which nobody knows the definition. Remove it, or serve '{name}' as a tool.";

        foreach (var tool in server.ToolCollection ?? [])
        {
            if (options.Tools.TryGetValue(tool.ProtocolTool.Name, out var configured) && configured.Definition is { } pinned &&
                ToolDefinition.DigestOf(tool.ProtocolTool) is var actual && actual != pinned)
                yield return $"The tool '{tool.ProtocolTool.Name}' is not the one that {Section}:Tools:{tool.ProtocolTool.Name}:Definition pins. Review it, and set the option to {actual}.";
        }
    }

    private static IEnumerable<string> Unknown(PolicyRule rule, PrimitiveRules tools, PrimitiveRules prompts, PrimitiveRules resources, string[] customMethods, bool sessionsMayDiffer)
    {
        foreach (var (kind, name) in rule.Targets)
        {
            if (kind == TargetKind.Method && RequestSubject.ByTarget.Contains(name))
            {
                yield return $"{Section}:Policy {rule.Path} names the method '{name}'. Name the tools, prompts or resources instead, of which each has its own rules.";
                continue;
            }

            var (isKnown, names) = kind switch
            {
                TargetKind.Tool => (tools.Find(name).IsKnown, tools.Names),
                TargetKind.Prompt => (prompts.Find(name).IsKnown, prompts.Names),
                TargetKind.Resource => (resources.Find(name).IsKnown, resources.Names),

                // A method that only some sessions have is known when they begin.
                _ => (sessionsMayDiffer || customMethods.Contains(name) || RequestSubject.IsOfProtocol(name), customMethods.Concat(RequestSubject.OfProtocol)),
            };
            if (!isKnown)
                yield return $"{Section}:Policy {rule.Path} names the {kind.ToString().ToLowerInvariant()} '{name}', and there is none{NearestName.Suggest(name, names)} Such a rule could never match.";
        }
    }
}
