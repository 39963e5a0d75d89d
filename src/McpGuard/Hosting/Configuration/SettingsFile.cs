using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>Reads a settings file itself, since .NET does not report that a reload failed.</summary>
internal static class SettingsFile
{
    /// <returns>The reason why the file cannot be read, or null if it can be read, or does not exist and need not.</returns>
    public static string? FindFault(FileConfigurationProvider provider)
    {
        // A file without reload that was valid at startup is not read again.
        var source = provider.Source;
        if (source.FileProvider?.GetFileInfo(source.Path ?? "") is not { Exists: true } file)
            return source is { Optional: false, ReloadOnChange: true } ? "It does not exist." : null;
        if (!(source.ReloadOnChange || IsEmpty(provider)))
            return null;
        if (!IsReadable(file.PhysicalPath))
            return "It is not a regular file.";

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

    /// <summary>Whether a path is not that of a pipe or a device, which could block its reader.</summary>
    public static bool IsReadable(string? path) => path is null || FileState.Of(path).Kind != FileKind.Other;

    private static bool IsEmpty(FileConfigurationProvider provider) => !provider.GetChildKeys([], null).Any();
}
