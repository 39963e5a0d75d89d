using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>
/// Finds changed settings that need a restart. Every setting outside of <see cref="LiveSettings"/> needs one, so that a new setting is
/// refused until its change has an effect.
/// </summary>
internal static class RestartSettings
{
    public static IEnumerable<string> FindChanged(McpGuardOptions before, McpGuardOptions now)
    {
        var type = OptionsJson.Default.McpGuardOptions;
        return type.Properties.Where(property => !LiveSettings.Names.Contains(property.Name))
            .SelectMany(property => Compare($"{McpGuardDefaults.ConfigurationSection}:{property.Name}", property, before, now))
            .Concat(RecordedValues(before, now))
            .Select(path => $"{path} has changed, which needs a restart. Restart the server, or change it back.");
    }

    private static IEnumerable<string> Compare(string path, JsonPropertyInfo property, object before, object now)
    {
        var (one, other) = (property.Get!(before), property.Get!(now));
        var type = OptionsJson.Default.GetTypeInfo(property.PropertyType)!;
        if (type.Kind == JsonTypeInfoKind.Object && one is not null && other is not null)
            return type.Properties.SelectMany(nested => Compare($"{path}:{nested.Name}", nested, one, other));

        return TextOf(one, type) == TextOf(other, type) ? [] : [path];
    }

    // The recorded values of arguments are fixed at startup, although all other settings of a tool can change.
    private static IEnumerable<string> RecordedValues(McpGuardOptions before, McpGuardOptions now) =>
        before.Tools.Keys.Union(now.Tools.Keys, StringComparer.Ordinal)
        .Where(tool => !Recorded(before, tool).OrderBy(rule => rule.Key, StringComparer.Ordinal).SequenceEqual(
            Recorded(now, tool).OrderBy(rule => rule.Key, StringComparer.Ordinal)))
        .Select(tool => $"{McpGuardDefaults.ConfigurationSection}:Tools:{tool}:RecordedValues");

    private static IEnumerable<KeyValuePair<string, string>> Recorded(McpGuardOptions options, string tool) =>
        options.Tools.TryGetValue(tool, out var found) ? found.RecordedValues : [];

    private static string TextOf(object? value, JsonTypeInfo type) => JsonSerializer.Serialize(value, type);
}
