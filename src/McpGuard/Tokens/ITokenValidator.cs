namespace McpGuard;

/// <summary>Turns a raw access token into a caller, or into the reason why it is refused.</summary>
public interface ITokenValidator
{
    /// <summary>Validates a token. A bad token is a result, not an exception.</summary>
    /// <param name="token">The token as it was presented. It must be neither kept nor logged.</param>
    /// <param name="cancellationToken">Cancels the wait for the issuer's keys.</param>
    /// <returns>The caller, or the reason for the refusal.</returns>
    ValueTask<TokenResult> ValidateAsync(string token, CancellationToken cancellationToken);
}
