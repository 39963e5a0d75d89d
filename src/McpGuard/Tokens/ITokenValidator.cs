namespace McpGuard;

/// <summary>Validates a raw access token: the result is a caller, or the reason for the refusal.</summary>
public interface ITokenValidator
{
    /// <summary>Validates a token. An invalid token is a result, not an exception.</summary>
    /// <param name="presented">The token, and its origin.</param>
    /// <param name="cancellationToken">Cancels the wait for the issuer's keys.</param>
    /// <returns>The caller, or the reason for the refusal.</returns>
    ValueTask<TokenResult> ValidateAsync(PresentedToken presented, CancellationToken cancellationToken);
}
