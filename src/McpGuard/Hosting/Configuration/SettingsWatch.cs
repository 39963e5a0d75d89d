using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>
/// Notices that settings files have changed, also where .NET does not tell: it reports a reload only after it has read the file,
/// and drops what the file said when it could not.
/// </summary>
internal sealed class SettingsWatch : IDisposable
{
    // As long again as .NET itself waits for a writer to finish.
    private static readonly TimeSpan _margin = TimeSpan.FromMilliseconds(250);

    private readonly ITimer _timer;
    private readonly IDisposable[] _registrations;

    public SettingsWatch(IEnumerable<FileConfigurationProvider> files, TimeProvider time, Action onChanged)
    {
        _timer = GuardTimer.Create(time, onChanged, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registrations =
        [
            .. files.Select(file => file.Source).Where(source => source is { ReloadOnChange: true, FileProvider: not null }).Select(source => ChangeWatch.OnChange(
                () => source.FileProvider!.Watch(source.Path ?? ""),
                () => _timer.Change(TimeSpan.FromMilliseconds(source.ReloadDelay) + _margin, Timeout.InfiniteTimeSpan))),
        ];
    }

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _timer.Dispose();
    }
}
