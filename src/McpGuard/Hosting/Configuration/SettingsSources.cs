using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>The sources of the configuration: what each says of the guard, and which of them cannot be read.</summary>
internal sealed class SettingsSources(IConfiguration? configuration = null)
{
    public IConfigurationSection? Section => configuration?.GetSection(McpGuardDefaults.ConfigurationSection);

    /// <summary>The settings files that are read again when they change.</summary>
    public IEnumerable<FileConfigurationProvider> Files => Providers(configuration).OfType<FileConfigurationProvider>();

    /// <summary>What each of the sources says now.</summary>
    public SettingsSnapshot Capture() => new(configuration switch
    {
        null => [],
        IConfigurationRoot => [.. Providers(configuration).Select(SettingsSource.Read)],
        _ => [SettingsSource.Read(configuration)],
    });

    /// <summary>
    /// Finds files that cannot be read, and names that sources spell differently. What a broken file says is unknown: .NET takes
    /// it for empty.
    /// </summary>
    public IEnumerable<string> FindFaults() =>
    [
        .. Files.Select(file => SettingsFile.FindFault(file) is { } fault ? $"The settings file '{file.Source.Path}' cannot be read, so what it demands is unknown. Correct it: {fault}" : null).OfType<string>(),
        .. Capture().FindSpellings(),
    ];

    private static IEnumerable<IConfigurationProvider> Providers(IConfiguration? configuration) =>
        (configuration as IConfigurationRoot)?.Providers.SelectMany(provider =>
            provider is ChainedConfigurationProvider { Configuration: IConfigurationRoot inner } ? Providers(inner) : [provider]) ?? [];
}
