namespace McpGuard;

/// <summary>Turns a raw access token into a caller, or into the reason why it is refused.</summary>
public interface ITokenValidator
{
    /// <summary>Validates a token. A bad token is a result, not an exception.</summary>
    /// <param name="presented">The token, and from where it came.</param>
    /// <param name="cancellationToken">Cancels the wait for the issuer's keys.</param>
    /// <returns>The caller, or the reason for the refusal.</returns>
    ValueTask<TokenResult> ValidateAsync(PresentedToken presented, CancellationToken cancellationToken);
}
