using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds the access token of a message on transports that have no HTTP headers.</summary>
public interface ITokenSource
{
    /// <summary>
    /// Whether each message brings its own token. If not, the token belongs to the process: it serves only messages of a transport that the
    /// host registered, such as stdio. Default <see langword="false"/>.
    /// </summary>
    bool ComesWithMessage => false;

    /// <summary>
    /// Returns the token for a message. It is called for every message, and must not block its thread. The guard refuses the message after
    /// an exception, or without an answer after five seconds.
    /// </summary>
    /// <param name="message">The message, with the server that received it.</param>
    /// <param name="cancellationToken">Cancels the operation.</param>
    /// <returns>The token, or null if there is none.</returns>
    ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken);
}
