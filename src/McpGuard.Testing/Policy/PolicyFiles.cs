using Microsoft.Extensions.Configuration;

namespace McpGuard.Testing;

/// <summary>Reads the files that a policy is judged by.</summary>
public static class PolicyFiles
{
    /// <summary>Reads settings files as a server reads them.</summary>
    /// <param name="paths">The files, such as <c>appsettings.json</c>. Later files override earlier ones.</param>
    /// <returns>The guard's settings.</returns>
    /// <exception cref="FormatException">A file is not JSON, or none has the guard's section.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    /// <exception cref="McpGuardConfigurationException">The settings have problems. The exception names all of them.</exception>
    public static McpGuardOptions ReadSettings(IReadOnlyList<string> paths)
    {
        ArgumentNullException.ThrowIfNull(paths);

        var builder = new ConfigurationBuilder();
        foreach (var path in paths)
            builder.AddJsonFile(Path.GetFullPath(path), optional: false, reloadOnChange: false);

        try
        {
            using var configuration = (ConfigurationRoot)builder.Build();

            // A policy without the section around it would be read as no policy.
            return configuration.GetSection(McpGuardDefaults.ConfigurationSection).Exists()
                ? McpGuardSettings.Read(configuration)
                : throw new FormatException(
                    $"The settings in {string.Join(" and ", paths.Select(path => $"'{path}'"))} have no section {McpGuardDefaults.ConfigurationSection}.");
        }
        catch (InvalidDataException exception)
        {
            throw new FormatException($"{exception.Message} {exception.InnerException?.Message}".TrimEnd(), exception);
        }
    }

    /// <summary>Reads a server manifest.</summary>
    /// <param name="path">The file that has what <see cref="ServerSurface.ToJson"/> wrote.</param>
    /// <returns>The surface.</returns>
    /// <exception cref="FormatException">The file is not a manifest. The message names what is wrong and where.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ServerSurface ReadSurface(string path)
    {
        try
        {
            return ServerSurface.Parse(File.ReadAllText(path));
        }
        catch (FormatException exception)
        {
            throw new FormatException($"'{path}': {exception.Message}", exception);
        }
    }
}
