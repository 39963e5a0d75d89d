using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>The sources of the configuration: the guard's settings in each, and the sources that cannot be read.</summary>
internal sealed class SettingsSources(IConfiguration? configuration = null)
{
    public IConfigurationSection? Section => configuration?.GetSection(McpGuardDefaults.ConfigurationSection);

    /// <summary>The settings files that are reloaded when they change.</summary>
    public IEnumerable<FileConfigurationProvider> Files => Providers(configuration).OfType<FileConfigurationProvider>();

    /// <summary>
    /// Whether an empty text does not count as a setting: its source also has settings below it. A host that hands its settings on as arguments, as
    /// <c>WebApplicationFactory</c> does, writes such a text for each section.
    /// </summary>
    public bool IsPlaceholder(IConfigurationSection section) => section.Value is "" &&
        Providers(configuration).LastOrDefault(provider => provider.TryGet(section.Path, out _)) is { } source && source.GetChildKeys([], section.Path).Any();

    /// <summary>The present settings of each source.</summary>
    public SettingsSnapshot Capture() => new(configuration switch
    {
        null => [],
        IConfigurationRoot => [.. Providers(configuration).Select(SettingsSource.Read)],
        _ => [SettingsSource.Read(configuration)],
    });

    /// <summary>
    /// Finds files that cannot be read, and names that sources spell differently. The content of a broken file is unknown; .NET treats it
    /// as empty.
    /// </summary>
    public IEnumerable<string> FindFaults() =>
    [
        .. Files.Select(file =>
            SettingsFile.FindFault(file) is { } fault
                ? $"The settings file '{file.Source.Path}' cannot be read, so its requirements are unknown. Correct it: {fault}"
                : null).OfType<string>(),
        .. Capture().FindSpellings(),
    ];

    private static IEnumerable<IConfigurationProvider> Providers(IConfiguration? configuration) =>
        (configuration as IConfigurationRoot)?.Providers.SelectMany(provider =>
            provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? Providers(inner) : [provider]) ?? [];
}
