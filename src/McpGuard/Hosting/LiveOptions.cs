using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// The present options and policy. A change of the configuration is applied if all of it is valid and can change at run time, and no
/// setting has disappeared. Otherwise the last valid ones stay in force, and the log, the health check and an audit record report the
/// problem.
/// </summary>
internal sealed class LiveOptions : IDisposable
{
    private const int MaxAttempts = 5;

    private readonly OptionsReader _reader;
    private readonly PolicyCompiler _compiler;
    private readonly TrustedIssuers _issuers;
    private readonly SettingsSources _sources;
    private readonly AuditTrail _audit;
    private readonly ILogger<LiveOptions> _logger;
    private readonly bool _isDevelopment;
    private readonly IDisposable? _registration;
    private readonly SettingsWatch _watch;
    private readonly Lock _lock = new();
    private SettingsSnapshot _settings;

    /// <exception cref="McpGuardConfigurationException">The policy cannot be used.</exception>
    public LiveOptions(
        IOptions<McpGuardOptions> options,
        OptionsReader reader,
        PolicyCompiler compiler,
        TrustedIssuers issuers,
        SettingsSources sources,
        AuditTrail audit,
        TimeProvider time,
        ILogger<LiveOptions> logger,
        IServiceProvider services)
    {
        Current = options.Value;
        _reader = reader;
        _compiler = compiler;
        _issuers = issuers;
        _sources = sources;
        _audit = audit;
        _logger = logger;
        _isDevelopment = services.GetService<IHostEnvironment>()?.IsDevelopment() is true;
        _settings = sources.Capture();
        var compiled = compiler.Compile(Current);
        if (compiled.Problems.Count > 0)
            throw new McpGuardConfigurationException([.. compiled.Problems]);

        Policy = new LivePolicy(compiled.Policy);
        Warn();
        _watch = new SettingsWatch([.. sources.Files], time, () => Quietly.Run(() => Reload(isRepeated: true), LogFailure));
        if (services.GetService<IConfiguration>() is { } configuration)
            _registration = ChangeWatch.OnChange(configuration.GetReloadToken, () => Reload(isRepeated: false), LogFailure);
    }

    public McpGuardOptions Current { get; private set; }

    public LivePolicy Policy { get; }

    /// <summary>The problem of the present configuration, or null if it is in force.</summary>
    public string? Problem { get; private set; }

    /// <summary>The settings file that does not answer, as a problem; null if all answer. The settings in force may be old.</summary>
    public string? Staleness => _watch.Problem;

    /// <summary>Whether settings have disappeared or a file is broken. The next start would be without them.</summary>
    public bool IsLost { get; private set; }

    /// <summary>A warning about the configuration in force, or null.</summary>
    public string? Remark { get; private set; }

    public void Dispose()
    {
        _registration?.Dispose();
        _watch.Dispose();
    }

    /// <param name="isRepeated">Whether the same problem may already have been reported for the same change.</param>
    private void Reload(bool isRepeated)
    {
        lock (_lock)
        {
            var candidate = Read();
            var problem = candidate.Problems.Length > 0 ? string.Join(' ', candidate.Problems) : null;
            var isKnown = isRepeated && problem == Problem;
            Problem = problem;
            IsLost = candidate.IsLost;
            if (problem is null)
            {
                Apply(candidate);
            }
            else if (!isKnown)
            {
                Quietly.Run(() => Log.ReloadRefused(_logger, problem));
                _ = _audit.RecordRefusedPolicyAsync(Policy.Current.Settings.Version, candidate.Problems);
            }
        }
    }

    private void LogFailure(Exception exception) => Log.ReloadFailed(_logger, exception);

    private void Apply(Candidate candidate)
    {
        var remark = candidate.Remarks.Count > 0 ? string.Join(' ', candidate.Remarks) : null;
        var isOther = candidate.Policy!.Settings.Version != Policy.Current.Settings.Version ||
            LiveSettings.Of(candidate.Options!).ToFingerprint() != LiveSettings.Of(Current).ToFingerprint();
        var isRemarked = remark is not null && remark != Remark;
        Current = candidate.Options!;
        Remark = remark;
        _settings = candidate.Settings!;
        Policy.Replace(candidate.Policy);
        if (isRemarked)
            Quietly.Run(() => Log.ReloadRemarked(_logger, remark!));
        if (isOther || isRemarked)
            _ = _audit.RecordPolicyAsync(candidate.Policy.Settings.Version, remark is null ? null : [AuditRemark.UnknownTarget]);
        if (isOther)
            Warn();
    }

    private void Warn() => PolicyWarnings.LogAll(Current, Policy.Current, _isDevelopment, _logger);

    // The code that changes the configuration must not get an exception of a setup in code.
    private Candidate Read(int attempts = MaxAttempts)
    {
        try
        {
            var settings = _sources.Capture();
            var (options, problems) = _reader.Read();

            // A setting may disappear while the options are read. The options then lack it, although it was there before.
            var after = _sources.Capture();
            string[] lost = [.. _sources.FindFaults(), .. _settings.FindLost(settings).Union(_settings.FindLost(after), StringComparer.Ordinal)];
            if (lost.Length == 0 && !after.IsSameAs(settings) && attempts > 1)
                return Read(attempts - 1);
            string[] all = [.. lost.Union(problems, StringComparer.Ordinal)];
            if (options is null || all.Length > 0)
                return new Candidate { Problems = all, IsLost = lost.Length > 0 };

            // A setup in code that makes a new value each time is not a change.
            if (RestartSettings.FindChanged(Current, options).ToArray() is { Length: > 0 } changed)
                all = [.. changed.Except(RestartSettings.FindChanged(options, _reader.Read().Options!), StringComparer.Ordinal)];

            var (policy, policyProblems, remarks) = _compiler.Compile(options, Policy.Current);
            all = [.. all, .. policyProblems];
            if (all.Length == 0)
                _issuers.Apply(options);

            return new Candidate { Options = options, Policy = policy, Settings = settings, Problems = all, Remarks = remarks };
        }
        catch (Exception exception)
        {
            return new Candidate { Problems = [exception.Message] };
        }
    }

    private sealed record Candidate
    {
        public McpGuardOptions? Options { get; init; }

        public CompiledPolicy? Policy { get; init; }

        public SettingsSnapshot? Settings { get; init; }

        public required string[] Problems { get; init; }

        public IReadOnlyList<string> Remarks { get; init; } = [];

        public bool IsLost { get; init; }
    }
}
