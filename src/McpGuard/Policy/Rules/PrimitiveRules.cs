using System.Collections.Frozen;
using System.Runtime.CompilerServices;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The rules of all tools, all prompts or all resources of a server. They are made once per policy; a decision is a lookup.</summary>
internal sealed class PrimitiveRules
{
    private sealed record Entry(IMcpServerPrimitive? Primitive, TargetRule? Rule);

    private readonly Func<string, IMcpServerPrimitive?, TargetRule?> _makeRule;
    private readonly FrozenDictionary<string, Entry> _byName;
    private readonly ConditionalWeakTable<IMcpServerPrimitive, Entry> _late = [];

    /// <param name="primitives">The targets of the server.</param>
    /// <param name="served">The targets of the author's handler, which cannot be listed.</param>
    /// <param name="makeRule">Makes a rule from a name and its primitive, if a handler does not serve it; null if there are no permitted callers.</param>
    public PrimitiveRules(IEnumerable<IMcpServerPrimitive> primitives, IEnumerable<string> served, Func<string, IMcpServerPrimitive?, TargetRule?> makeRule)
    {
        _makeRule = makeRule;
        var entries = new Dictionary<string, Entry>(StringComparer.Ordinal);
        foreach (var primitive in primitives)
            entries[primitive.Id] = new Entry(primitive, makeRule(primitive.Id, primitive));
        foreach (var name in served)
        {
            if (!entries.ContainsKey(name))
                entries[name] = new Entry(null, makeRule(name, null));
        }

        _byName = entries.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>Whether a handler of the server may serve targets that nothing names.</summary>
    public bool HasHandler { get; init; }

    /// <summary>The rules of named targets that the server does not have at present. A session, or its handler, may have them.</summary>
    public IReadOnlyDictionary<string, TargetRule> Expected { get; init; } = FrozenDictionary<string, TargetRule>.Empty;

    /// <summary>Whether a session may have other targets, and other handlers, than the server.</summary>
    public bool SessionsMayDiffer { get; init; }

    /// <summary>The rule of targets of a handler that nothing names; null if there are no permitted callers.</summary>
    public TargetRule? OfOthers { get; init; }

    public IEnumerable<string> Names => _byName.Keys.Concat(Expected.Keys);

    /// <summary>The names that the server has, or that its handler may serve.</summary>
    public IEnumerable<string> OwnNames => _byName.Keys;

    /// <summary>The names without permitted callers, neither in code nor in the policy.</summary>
    public IEnumerable<string> Undeclared => _byName.Where(entry => entry.Value.Rule is null).Select(entry => entry.Key);

    public IEnumerable<TargetRule> Rules => _byName.Values.Select(entry => entry.Rule).OfType<TargetRule>().Concat(Expected.Values);

    /// <summary>The names that a handler serves, or may serve in a session.</summary>
    public IEnumerable<string> Served =>
        _byName.Where(entry => entry.Value.Primitive is null).Select(entry => entry.Key).Concat(SessionsMayDiffer ? Expected.Keys : []);

    public bool IsOwn(string name) => _byName.ContainsKey(name);

    public bool Has(string name) => _byName.ContainsKey(name) || Expected.ContainsKey(name);

    /// <summary>Finds a rule by the name in a request, before the server has looked for it.</summary>
    public RuleLookup Find(string? name) =>
        name is not null && _byName.TryGetValue(name, out var entry) ? new RuleLookup(true, entry.Rule) : default;

    /// <summary>Finds the rule for a matched target. A target that was added or replaced since startup is decided by its own declaration.</summary>
    public RuleLookup Find(string? name, IMcpServerPrimitive? matched)
    {
        if (matched is null)
            return FindServed(name);
        if (_byName.TryGetValue(matched.Id, out var entry) && ReferenceEquals(entry.Primitive, matched))
            return new RuleLookup(true, entry.Rule);

        return new RuleLookup(true, _late.GetValue(matched, late => new Entry(late, _makeRule(late.Id, late))).Rule);
    }

    /// <summary>The rule for a name that the server has no target for: a handler may serve it.</summary>
    public RuleLookup FindOther() => OfOthers is null ? default : new RuleLookup(true, OfOthers) { IsOfOthers = true };

    // The rule of a target that was removed does not give way to a weaker one.
    private RuleLookup FindServed(string? name)
    {
        if (name is null)
            return default;
        if (_byName.TryGetValue(name, out var served))
            return served.Primitive is null ? new RuleLookup(true, served.Rule) : default;
        if (Expected.TryGetValue(name, out var expected))
            return SessionsMayDiffer ? new RuleLookup(true, expected) : default;

        return FindOther();
    }
}
