using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>Reads the guard's settings without a server, for example to test a policy.</summary>
public static class McpGuardSettings
{
    /// <summary>
    /// Reads the section <see cref="McpGuardDefaults.ConfigurationSection"/> as a server reads it. Whether all settings are there, and
    /// whether the policy fits the server, is not checked.
    /// </summary>
    /// <param name="configuration">The configuration with the section. Without the section, every setting has its default.</param>
    /// <returns>The settings.</returns>
    /// <exception cref="McpGuardConfigurationException">The section cannot be read. The exception names all problems.</exception>
    public static McpGuardOptions Read(IConfiguration configuration)
    {
        ArgumentNullException.ThrowIfNull(configuration);

        var sources = new SettingsSources(configuration);
        List<string> problems = [.. sources.FindFaults()];
        var options = new McpGuardOptions();
        new SettingsReader(problems, sources.IsPlaceholder).Read(sources.Section!, options);
        return problems.Count == 0 ? options : throw new McpGuardConfigurationException(problems);
    }
}
