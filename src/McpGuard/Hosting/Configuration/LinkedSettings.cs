using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>Looks every second whether settings files have changed behind symbolic links, and loads those that have.</summary>
internal sealed class LinkedSettings : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(1);

    private readonly LinkedSettingsFile[] _files;
    private readonly Action _failed;
    private readonly ITimer? _timer;
    private bool _isLooking;

    /// <param name="files">The settings files.</param>
    /// <param name="time">The guard's clock.</param>
    /// <param name="onFailed">Called if a changed file cannot be loaded. A loaded one is reported by the configuration.</param>
    /// <param name="open">Gives access to a file. Default: <see cref="TimeLimitedFile.Of"/>.</param>
    public LinkedSettings(
        IEnumerable<FileConfigurationProvider> files, TimeProvider time, Action onFailed, Func<string, TimeLimitedFile>? open = null)
    {
        _files = [.. files.Select(file => LinkedSettingsFile.OfOrNone(file, open ?? TimeLimitedFile.Of)).OfType<LinkedSettingsFile>()];
        _failed = onFailed;
        if (_files.Length > 0)
            _timer = GuardTimer.Create(time, Look, Interval, Interval);
    }

    /// <summary>The settings file that does not answer, as a problem; null if all answer.</summary>
    public string? Problem => Array.Find(_files, static file => file.IsHanging) is { Name: var name }
        ? $"The settings file '{name}' does not answer. Its disk or mount may be unreachable, and its changes are not applied."
        : null;

    public void Dispose() => _timer?.Dispose();

    // A running look is not started again.
    private void Look()
    {
        if (Interlocked.Exchange(ref _isLooking, true))
            return;

        try
        {
            foreach (var file in _files)
                Quietly.Run(() => Look(file));
        }
        finally
        {
            Volatile.Write(ref _isLooking, false);
        }
    }

    private void Look(LinkedSettingsFile file)
    {
        if (file.HasChanged())
            Quietly.Run(file.Load, _ => _failed());
    }
}
