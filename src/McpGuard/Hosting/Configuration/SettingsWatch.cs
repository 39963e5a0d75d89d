using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>
/// Detects changed settings files, also when .NET does not report them. .NET reports a reload only after it has read the file, and drops
/// the settings of a file that it cannot read.
/// </summary>
internal sealed class SettingsWatch : IDisposable
{
    // The same time that .NET waits for a writer to finish.
    private static readonly TimeSpan _margin = TimeSpan.FromMilliseconds(250);

    private readonly ITimer _timer;
    private readonly IDisposable[] _registrations;

    public SettingsWatch(IEnumerable<FileConfigurationProvider> files, TimeProvider time, Action onChanged)
    {
        _timer = GuardTimer.Create(time, onChanged, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registrations =
        [
            .. files.Select(file => file.Source).Where(source => source is { ReloadOnChange: true, FileProvider: not null })
                .Select(source => ChangeWatch.OnChange(
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
