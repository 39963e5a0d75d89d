using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The token that the process was started with. It fits a host that starts the server for a short while: once the
/// token has expired, every message is refused.
/// </summary>
internal sealed class EnvironmentTokenSource : ITokenSource
{
    private readonly string? _token;

    public EnvironmentTokenSource(string variable)
    {
        _token = Environment.GetEnvironmentVariable(variable)?.Trim();

        // Processes that a tool starts inherit the environment; the token is not meant for them.
        Environment.SetEnvironmentVariable(variable, null);
    }

    public ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(_token);
}
