using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Finds the caller of a message that did not pass the guard's HTTP endpoint. Its token comes from an <see cref="ITokenSource"/> and is
/// checked again for each message.
/// </summary>
internal sealed class CallerResolver(
    ServerTokenSource source, ITokenValidator validator, IOptions<McpGuardOptions> options, TimeProvider time, ILogger<CallerResolver> logger)
{
    /// <returns>The caller, or the reason for the refusal.</returns>
    public async ValueTask<TokenResult> ResolveAsync(MessageContext message, GuardedOperation operation, CancellationToken cancellationToken)
    {
        if (!MayLookForToken(message))
        {
            Quietly.Run(() => Log.CallerMissing(logger));
            return TokenResult.Refused(ReasonCode.CallerMissing);
        }

        var result = await ValidateAsync(message, cancellationToken).ConfigureAwait(false);
        if (!result.IsAccepted)
            return result;

        var parameters = message.JsonRpcMessage switch
        {
            JsonRpcRequest request => request.Params,
            JsonRpcNotification notification => notification.Params,
            _ => null,
        };
        var fault = StrictParams.Check(parameters, options.Value.MaxRequestBodyBytes, out var twins);
        return fault is null || (twins is not null && operation.Policy.AreMapKeys(operation.Request.Method, operation.Request.Target, twins))
            ? result
            : TokenResult.Refused(fault.Value);
    }

    // The process's own token must not authenticate an unknown sender: it serves only the process's own transport. A message with its own
    // transport or session came over HTTP without the guard's endpoint.
    private bool MayLookForToken(MessageContext message) => ProcessServer.Received(message) ||
        (source.Source?.ComesWithMessage is not false && message.JsonRpcMessage.Context?.RelatedTransport is null && message.Server.SessionId is null);

    private async ValueTask<TokenResult> ValidateAsync(MessageContext message, CancellationToken cancellationToken)
    {
        try
        {
            return await source.GetTokenAsync(message, time, cancellationToken).ConfigureAwait(false) is { } token
                ? await validator.ValidateAsync(new(token), cancellationToken).ConfigureAwait(false)
                : TokenResult.Refused(ReasonCode.CredentialMissing);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return TokenResult.Refused(ReasonCode.RequestAborted);
        }
        catch (Exception exception)
        {
            Quietly.Run(() => Log.TokenSourceFailed(logger, exception));
            return TokenResult.Refused(ReasonCode.InternalError);
        }
    }
}
