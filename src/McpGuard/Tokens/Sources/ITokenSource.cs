using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds the access token of a message on transports that have no HTTP headers.</summary>
public interface ITokenSource
{
    /// <summary>
    /// Whether each message brings the token along itself. If not, the token is the process's own: it serves only messages of a
    /// transport that the host registered, such as stdio, and none that came by any other. Default <see langword="false"/>.
    /// </summary>
    bool ComesWithMessage => false;

    /// <summary>Gives the token that a message is to be judged by. It is asked for every message.</summary>
    /// <param name="message">The message, with the server it came to.</param>
    /// <param name="cancellationToken">Cancels the search.</param>
    /// <returns>The token, or null if there is none.</returns>
    ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken);
}
