using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>
/// A settings file whose path may lead through symbolic links, as Kubernetes projects a ConfigMap or a Secret. When such a link is
/// exchanged, the names that .NET watches stay as they are.
/// </summary>
internal sealed class LinkedSettingsFile
{
    private readonly FileConfigurationProvider _provider;
    private readonly string _path;
    private readonly TimeLimitedFile _file;
    private FileState? _seen;
    private FileState? _loaded;

    private LinkedSettingsFile(FileConfigurationProvider provider, string path, TimeLimitedFile file)
    {
        _provider = provider;
        _path = path;
        _file = file;
    }

    /// <summary>Whether the file does not answer.</summary>
    public bool IsHanging => _file.IsHanging;

    /// <summary>The name of the file in the configuration.</summary>
    public string? Name => _provider.Source.Path;

    /// <returns>The file, or null if it is not one on a disk, or is not reloaded when it changes.</returns>
    public static LinkedSettingsFile? OfOrNone(FileConfigurationProvider provider, Func<string, TimeLimitedFile> open) =>
        provider.Source is { ReloadOnChange: true, FileProvider: { } files } source && files.GetFileInfo(source.Path ?? "").PhysicalPath is { } path
            ? new(provider, path, open(path))
            : null;

    /// <summary>
    /// Whether the file has changed behind a link. It must be the same at two looks, since it may still be being written. Which content was
    /// loaded at startup is unknown, so a file behind a link has changed at first.
    /// </summary>
    /// <exception cref="IOException">The file does not answer.</exception>
    public bool HasChanged() => _file.Ask(HasChanged);

    /// <exception cref="IOException">The file does not exist, or is not a regular file.</exception>
    /// <exception cref="InvalidDataException">The content is invalid. The settings stay.</exception>
    public void Load()
    {
        if (!SettingsFile.IsReadable(_path))
            throw new IOException($"The settings file '{Name}' is not a regular file.");

        _provider.Load();
    }

    private bool HasChanged(string path)
    {
        var (before, now) = (_seen, FileState.Of(path));
        _seen = now;
        if (now != before || now == _loaded)
            return false;

        _loaded = now;

        // .NET hangs when it loads a pipe, so others must report it.
        return now.Kind == FileKind.Other || IsBehindLink(path);
    }

    private static bool IsBehindLink(string path)
    {
        for (var part = path; part is not null; part = Path.GetDirectoryName(part))
        {
            if (FileState.OfEntry(part).Kind == FileKind.Link)
                return true;
        }

        return false;
    }
}
