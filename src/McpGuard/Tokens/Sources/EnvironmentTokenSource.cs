using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The token that the process was started with. It fits a host that starts the server for a short while: once the
/// token has expired, every message is refused.
/// </summary>
internal sealed class EnvironmentTokenSource : ITokenSource
{
    private readonly string? _token;

    public EnvironmentTokenSource(string variable, IConfiguration? configuration = null, ILogger? logger = null)
    {
        _token = Environment.GetEnvironmentVariable(variable)?.Trim();

        // Processes that a tool starts inherit the environment, and a tool can ask for the configuration, which the
        // host has filled from it; the token is meant for neither.
        Environment.SetEnvironmentVariable(variable, null);
        if (!InitialEnvironment.TryErase(variable) && _token is not null && logger is not null)
            Quietly.Run(() => Log.EnvironmentNotErased(logger, variable));
        if (configuration is null || string.IsNullOrEmpty(_token))
            return;

        // A prefix of the host's may be missing from the key, and a connection string has another one.
        string[] keys = [.. configuration.AsEnumerable().Where(entry => entry.Value?.Trim() == _token).Select(entry => entry.Key)];
        foreach (var key in keys)
            configuration[key] = null;
    }

    public ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(_token);
}
