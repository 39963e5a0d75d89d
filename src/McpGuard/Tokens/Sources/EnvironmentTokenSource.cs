using Microsoft.Extensions.Configuration;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The token that the process was started with. It fits a host that starts the server for a short while: once the
/// token has expired, every message is refused.
/// </summary>
internal sealed class EnvironmentTokenSource : ITokenSource
{
    private readonly string? _token;

    public EnvironmentTokenSource(string variable, IConfiguration? configuration = null)
    {
        _token = Environment.GetEnvironmentVariable(variable)?.Trim();

        // Processes that a tool starts inherit the environment, and a tool can ask for the configuration, which the
        // host has filled from it; the token is meant for neither.
        Environment.SetEnvironmentVariable(variable, null);
        var key = variable.Replace("__", ConfigurationPath.KeyDelimiter, StringComparison.Ordinal);
        if (configuration?[key] is not null)
            configuration[key] = null;
    }

    public ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(_token);
}
