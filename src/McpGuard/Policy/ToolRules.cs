using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The rule of each tool, from what its attributes demand and what the configuration adds. Made once; deciding is a lookup.
/// </summary>
internal sealed class ToolRules
{
    private sealed record Entry(McpServerTool? Tool, ToolRule? Rule);

    private readonly McpGuardOptions _options;
    private readonly Lazy<FrozenDictionary<string, Entry>> _byName;
    private readonly ConditionalWeakTable<McpServerTool, Entry> _lateTools = [];

    public ToolRules(IOptions<McpGuardOptions> options, IOptions<McpServerOptions> server)
    {
        _options = options.Value;
        _byName = new(() => Build(server.Value).ToFrozenDictionary(StringComparer.Ordinal));
    }

    /// <summary>The names of the tools that nobody may call, since neither they nor the configuration say who may.</summary>
    public IEnumerable<string> Undeclared => _byName.Value.Where(tool => tool.Value.Rule is null).Select(tool => tool.Key);

    /// <summary>The rules of all tools that have one.</summary>
    public IEnumerable<ToolRule> All => _byName.Value.Values.Select(entry => entry.Rule).OfType<ToolRule>();

    /// <summary>Finds a tool's rule by the name that a request gives, before the server has looked for the tool.</summary>
    public bool TryFind(string? name, out ToolRule? rule)
    {
        rule = null;
        if (name is null || !_byName.Value.TryGetValue(name, out var entry))
            return false;

        rule = entry.Rule;
        return true;
    }

    /// <summary>
    /// Finds the rule for the tool that the server has matched; a tool that was added or exchanged since the start is
    /// judged by its own attributes.
    /// </summary>
    public bool TryFind(string? name, IMcpServerPrimitive? matched, out ToolRule? rule)
    {
        if (matched is not McpServerTool tool)
            return TryFind(name, out rule) && _byName.Value[name!].Tool is null;

        if (_byName.Value.TryGetValue(tool.ProtocolTool.Name, out var entry) && ReferenceEquals(entry.Tool, tool))
        {
            rule = entry.Rule;
            return true;
        }

        rule = _lateTools.GetValue(tool, late => new Entry(late, RuleFor(late.ProtocolTool.Name, late.Metadata))).Rule;
        return true;
    }

    private Dictionary<string, Entry> Build(McpServerOptions server)
    {
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var tool in server.ToolCollection ?? [])
            entries[tool.ProtocolTool.Name] = new Entry(tool, RuleFor(tool.ProtocolTool.Name, tool.Metadata));

        // A handler of the author's own serves tools that nobody can list; it serves those that are named here.
        if (server.Handlers.CallToolHandler is not null)
        {
            foreach (var name in _options.Tools.Keys)
                entries.TryAdd(name, new Entry(null, RuleFor(name, [])));
        }

        return entries;
    }

    private ToolRule? RuleFor(string name, IReadOnlyList<object> metadata)
    {
        var scopes = metadata.OfType<RequireScopeAttribute>().SelectMany(attribute => attribute.Scopes);
        if (_options.Tools.TryGetValue(name, out var configured))
            scopes = scopes.Concat(configured.Scopes);

        var required = new ScopeSet(scopes);
        if (required.Count == 0 && !metadata.OfType<AllowAnyCallerAttribute>().Any())
        {
            if (_options.DefaultScopes.Count == 0)
                return null;

            required = new ScopeSet(_options.DefaultScopes);
        }

        return new ToolRule(name, required, CallersOf(configured), configured?.EndWithToken is true);
    }

    private CallerRule? CallersOf(ToolOptions? tool) =>
        tool is null ? null : new CallerRule(tool.Callers, TrustedIssuers.OnlyOne(_options), TokenLimits.ActorDepth);
}
