using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>
/// The options and the policy as they are now. A change of the configuration is taken over when all of it is good; otherwise
/// the last good ones stay, and the log, the health check and an audit record say what is wrong.
/// </summary>
internal sealed class LiveOptions : IDisposable
{
    private readonly OptionsReader _reader;
    private readonly PolicyCompiler _compiler;
    private readonly AuditTrail _audit;
    private readonly ILogger<LiveOptions> _logger;
    private readonly IDisposable? _registration;
    private readonly Lock _lock = new();

    /// <exception cref="McpGuardConfigurationException">The policy cannot be used.</exception>
    public LiveOptions(
        IOptions<McpGuardOptions> options,
        OptionsReader reader,
        PolicyCompiler compiler,
        AuditTrail audit,
        ILogger<LiveOptions> logger,
        IServiceProvider services)
    {
        (Current, _reader, _compiler, _audit, _logger) = (options.Value, reader, compiler, audit, logger);
        var (policy, problems) = compiler.Compile(Current);
        if (problems.Count > 0)
            throw new McpGuardConfigurationException([.. problems]);

        Policy = new LivePolicy(policy);
        WarnOfOmnibusScopes();
        if (services.GetService<IConfiguration>() is { } configuration)
            _registration = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>Raised with the new options.</summary>
    public event Action<McpGuardOptions>? Changed;

    public McpGuardOptions Current { get; private set; }

    public LivePolicy Policy { get; }

    /// <summary>What is wrong with the configuration as it is now, or null if it is in force.</summary>
    public string? Problem { get; private set; }

    public void Dispose() => _registration?.Dispose();

    private void Reload()
    {
        lock (_lock)
        {
            var (options, policy, problems) = Read();
            Problem = problems.Count > 0 ? string.Join(' ', problems) : null;
            if (Problem is not null)
            {
                Log.ReloadRefused(_logger, Problem);
                _ = _audit.RecordPolicyAsync(AuditEvent.PolicyRefused, Policy.Current.Settings.Version);
                return;
            }

            var isOther = policy!.Settings.Version != Policy.Current.Settings.Version;
            Current = options!;
            Policy.Replace(policy);
            Changed?.Invoke(Current);
            if (isOther)
            {
                _ = _audit.RecordPolicyAsync(AuditEvent.PolicyLoaded, policy.Settings.Version);
                WarnOfOmnibusScopes();
            }
        }
    }

    private void WarnOfOmnibusScopes()
    {
        foreach (var scope in OmnibusScopes.Find(Current, Policy.Current))
            Log.OmnibusScope(_logger, scope);
    }

    // Whoever changes the configuration is not the one to tell that some setup in code fails with it.
    private (McpGuardOptions? Options, PolicySnapshot? Policy, IReadOnlyList<string> Problems) Read()
    {
        try
        {
            var (options, problems) = _reader.Read();
            if (problems.Count > 0)
                return (null, null, problems);

            (var policy, problems) = _compiler.Compile(options!);
            return (options, policy, problems);
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return (null, null, [exception.Message]);
        }
    }
}
