using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Primitives;

namespace McpGuard;

/// <summary>
/// The options as they are now. A change of the configuration is taken over when all of it is good; otherwise the last good
/// options stay, and the log says what is wrong.
/// </summary>
internal sealed class LiveOptions : IDisposable
{
    private readonly OptionsReader _reader;
    private readonly ILogger<LiveOptions> _logger;
    private readonly IDisposable? _registration;
    private readonly Lock _lock = new();

    public LiveOptions(IOptions<McpGuardOptions> options, OptionsReader reader, ILogger<LiveOptions> logger, IServiceProvider services)
    {
        (Current, _reader, _logger) = (options.Value, reader, logger);
        if (services.GetService<IConfiguration>() is { } configuration)
            _registration = ChangeToken.OnChange(configuration.GetReloadToken, Reload);
    }

    /// <summary>Raised with the new options.</summary>
    public event Action<McpGuardOptions>? Changed;

    public McpGuardOptions Current { get; private set; }

    public void Dispose() => _registration?.Dispose();

    private void Reload()
    {
        lock (_lock)
        {
            var (options, problems) = Read();
            if (problems.Count > 0)
            {
                Log.ReloadRefused(_logger, string.Join(' ', problems));
                return;
            }

            Current = options!;
            Changed?.Invoke(Current);
        }
    }

    // Whoever changes the configuration is not the one to tell that some setup in code fails with it.
    private (McpGuardOptions? Options, IReadOnlyList<string> Problems) Read()
    {
        try
        {
            return _reader.Read();
        }
        catch (Exception exception) when (exception is not OutOfMemoryException)
        {
            return (null, [exception.Message]);
        }
    }
}
