using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>The guard's settings in one source of the configuration at one moment, by paths below the section.</summary>
/// <param name="Provider">The source. It stays the same while its content changes.</param>
/// <param name="Name">Its name in messages.</param>
/// <param name="Values">Its values. Keys are compared ignoring case, as in every configuration.</param>
/// <param name="Spellings">All paths of its values, exactly as written.</param>
internal sealed record SettingsSource(object Provider, string Name, IReadOnlyDictionary<string, string?> Values, IReadOnlyList<string> Spellings)
{
    public static SettingsSource Read(IConfigurationProvider provider)
    {
        var values = new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase);
        var spellings = new List<string>();
        Add(McpGuardDefaults.ConfigurationSection, "");
        return new SettingsSource(provider, NameOf(provider), values, spellings);

        void Add(string path, string prefix)
        {
            foreach (var key in provider.GetChildKeys([], path).Distinct(StringComparer.Ordinal))
            {
                var (child, name) = (ConfigurationPath.Combine(path, key), prefix + key);
                if (provider.TryGet(child, out var value))
                {
                    values[name] = value;
                    spellings.Add(name);
                }

                Add(child, $"{name}{ConfigurationPath.KeyDelimiter}");
            }
        }
    }

    /// <summary>A configuration that does not expose its sources is one source.</summary>
    public static SettingsSource Read(IConfiguration configuration)
    {
        var values = new Dictionary<string, string?>(
            configuration.GetSection(McpGuardDefaults.ConfigurationSection).AsEnumerable(makePathsRelative: true), StringComparer.OrdinalIgnoreCase);
        return new SettingsSource(configuration, "The configuration", values, [.. values.Keys]);
    }

    private static string NameOf(IConfigurationProvider provider) =>
        provider is FileConfigurationProvider { Source.Path: { } path } ? $"The settings file '{path}'" : $"The configuration source {provider}";
}
