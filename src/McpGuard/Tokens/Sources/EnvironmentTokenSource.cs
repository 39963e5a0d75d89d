using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The token from the environment of the process. It suits a host that runs the server for a short time: after the token has expired, every
/// message is refused.
/// </summary>
internal sealed class EnvironmentTokenSource : ITokenSource
{
    private readonly string? _token;

    public EnvironmentTokenSource(string variable, IConfiguration? configuration = null, ILogger? logger = null)
    {
        _token = Environment.GetEnvironmentVariable(variable)?.Trim();

        // Child processes of a tool inherit the environment, and a tool can read the configuration, which the host filled from it. Neither may have the token.
        Environment.SetEnvironmentVariable(variable, null);
        if (!InitialEnvironment.TryErase(variable) && _token is not null && logger is not null)
            Quietly.Run(() => Log.EnvironmentNotErased(logger, variable));
        if (configuration is null || string.IsNullOrEmpty(_token))
            return;

        // The host may have removed a prefix from the key, and a connection string has another prefix.
        string[] keys = [.. configuration.AsEnumerable().Where(entry => entry.Value?.Trim() == _token).Select(entry => entry.Key)];
        foreach (var key in keys)
            configuration[key] = null;
    }

    public ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(_token);
}
