using Microsoft.Extensions.Configuration;

namespace McpGuard;

/// <summary>
/// Detects changed settings files, also when .NET does not report them. .NET reports a reload only after it has read the file, drops the
/// settings of a file that it cannot read, and does not see the exchange of a symbolic link on the way to the file.
/// </summary>
internal sealed class SettingsWatch : IDisposable
{
    // The same time that .NET waits for a writer to finish.
    private static readonly TimeSpan _margin = TimeSpan.FromMilliseconds(250);

    private readonly ITimer _timer;
    private readonly LinkedSettings _linked;
    private readonly IDisposable[] _registrations;

    public SettingsWatch(IReadOnlyList<FileConfigurationProvider> files, TimeProvider time, Action onChanged)
    {
        _linked = new(files, time, onChanged);
        _timer = GuardTimer.Create(time, onChanged, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _registrations =
        [
            .. files.Select(file => file.Source).Where(source => source is { ReloadOnChange: true, FileProvider: not null })
                .Select(source => ChangeWatch.OnChange(
                () => source.FileProvider!.Watch(source.Path ?? ""),
                () => _timer.Change(TimeSpan.FromMilliseconds(source.ReloadDelay) + _margin, Timeout.InfiniteTimeSpan))),
        ];
    }

    /// <summary>The settings file that does not answer, as a problem; null if all answer.</summary>
    public string? Problem => _linked.Problem;

    public void Dispose()
    {
        foreach (var registration in _registrations)
            registration.Dispose();
        _linked.Dispose();
        _timer.Dispose();
    }
}
