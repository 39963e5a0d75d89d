using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>Reads a settings file itself, since .NET does not report that a reload failed.</summary>
internal static class SettingsFile
{
    /// <returns>The reason why the file cannot be read, or null if it can be read or does not exist.</returns>
    public static string? FindFault(FileConfigurationProvider provider)
    {
        // A file without reload that was valid at startup is not read again.
        var source = provider.Source;
        if (source.FileProvider?.GetFileInfo(source.Path ?? "") is not { Exists: true } file || !(source.ReloadOnChange || IsEmpty(provider)))
            return null;

        try
        {
            using var stream = file.CreateReadStream();
            using var probe = source.Build(new ConfigurationBuilder()) as FileConfigurationProvider;
            probe?.Load(stream);
            return null;
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return exception.InnerException is { } inner ? $"{exception.Message} {inner.Message}" : exception.Message;
        }
    }

    private static bool IsEmpty(FileConfigurationProvider provider) => !provider.GetChildKeys([], null).Any();
}
