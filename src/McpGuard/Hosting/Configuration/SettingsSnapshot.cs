using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>The guard's settings in the sources of the configuration at one moment. Later sources override earlier ones.</summary>
internal sealed class SettingsSnapshot(IReadOnlyList<SettingsSource> sources)
{
    private readonly Dictionary<string, string?> _effective = Merge(sources);

    /// <summary>
    /// Finds settings that have disappeared without an explicit removal. A setting that one source dropped is not lost if another has the
    /// same value. An entry of a list, or one of several named entries, can be removed: the rest is still there, so it was edited. The
    /// settings of a named entry cannot disappear while the entry remains.
    /// </summary>
    public IEnumerable<string> FindLost(SettingsSnapshot now)
    {
        foreach (var before in sources)
        {
            var after = now.Of(before.Provider);
            HashSet<string> said = PartsOf(before, isGivenUpToo: false), says = after is null ? [] : PartsOf(after, isGivenUpToo: true);
            string[] lost = [.. said.Where(part => !says.Contains(part) && HasEntryOf(part, after) && !now.IsGivenUp(part) && !IsUnchanged(before, part, now))];
            if (lost.Length > 0 && says.Count == 0)
            {
                yield return $"{before.Name} is gone, broken or empty, and it had settings of {McpGuardDefaults.ConfigurationSection}: " +
                    $"{string.Join(", ", lost.Where(part => !part.Contains(ConfigurationPath.KeyDelimiter, StringComparison.Ordinal)))}. {Remedy}";
                continue;
            }

            foreach (var part in lost.Where(part => !lost.Contains(ParentOf(part), StringComparer.OrdinalIgnoreCase)))
                yield return $"{before.Name} no longer has {McpGuardDefaults.ConfigurationSection}:{part}. {Remedy}";
        }
    }

    /// <summary>Finds names chosen by the author that differ only by case. A configuration merges them into one.</summary>
    public IEnumerable<string> FindSpellings() => sources
        .SelectMany(source => source.Spellings)
        .SelectMany(path => Ancestors(path).Where(OptionPath.IsNamedByAuthor))
        .Distinct(StringComparer.Ordinal)
        .GroupBy(path => path, StringComparer.OrdinalIgnoreCase)
        .Where(spellings => spellings.DistinctBy(path => path[(path.LastIndexOf(':') + 1)..], StringComparer.Ordinal).Count() > 1)
        .Select(spellings =>
            $"{McpGuardDefaults.ConfigurationSection} has {string.Join(" and ", spellings.Order(StringComparer.Ordinal))}, which a configuration " +
                "merges into one. Spell the name in one way.");

    private static string Remedy =>
        $"A missing setting is not removed. Restore it, write {SettingText.Unset} in its place to remove it, or restart the server.";

    private SettingsSource? Of(object provider) => sources.FirstOrDefault(source => ReferenceEquals(source.Provider, provider));

    /// <summary>Whether both have the same settings.</summary>
    public bool IsSameAs(SettingsSnapshot other) => _effective.Count == other._effective.Count &&
        _effective.All(value => other._effective.TryGetValue(value.Key, out var text) && text == value.Value);

    private static bool HasEntryOf(string part, SettingsSource? after) =>
        Ancestors(part).Where(path => OptionPath.IsNamedByAuthor(path) && !OptionPath.IsPart(path))
        .All(entry =>
            after is not null && after.Values.Keys.Any(
                key => key.Equals(entry, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{entry}:", StringComparison.OrdinalIgnoreCase)));

    private bool IsGivenUp(string part) => Ancestors(part).Any(path => _effective.TryGetValue(path, out var value) && value == SettingText.Unset);

    private bool IsUnchanged(SettingsSource source, string part, SettingsSnapshot now) => source.Values.Keys
        .Where(key => key.Equals(part, StringComparison.OrdinalIgnoreCase) || key.StartsWith($"{part}:", StringComparison.OrdinalIgnoreCase))
        .All(key => now._effective.TryGetValue(key, out var value) && value == _effective[key]);

    // Null, which is also an empty object, and an empty list do not count as settings. A setting that was removed before is not lost.
    private static HashSet<string> PartsOf(SettingsSource source, bool isGivenUpToo) => source.Values
        .Where(value => value.Value is not (null or "") && (isGivenUpToo || value.Value != SettingText.Unset))
        .SelectMany(value => Ancestors(value.Key).Where(OptionPath.IsPart))
        .ToHashSet(StringComparer.OrdinalIgnoreCase);

    private static IEnumerable<string> Ancestors(string path)
    {
        for (var end = path.IndexOf(':', StringComparison.Ordinal); end >= 0; end = path.IndexOf(':', end + 1))
            yield return path[..end];

        yield return path;
    }

    private static string ParentOf(string path) => path[..Math.Max(0, path.LastIndexOf(':'))];

    private static Dictionary<string, string?> Merge(IEnumerable<SettingsSource> sources)
    {
        var merged = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        foreach (var (key, value) in sources.SelectMany(source => source.Values))
            merged[key] = value;

        return merged;
    }
}
