using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Looks at conditions. Whatever goes wrong in one, it is not met.</summary>
internal sealed class ConditionRunner(TimeProvider time, ILogger<ConditionRunner> logger)
{
    /// <summary>What the conditions of one decision count their time from.</summary>
    public long Now => time.GetTimestamp();

    /// <param name="condition">The condition.</param>
    /// <param name="request">What it is asked about.</param>
    /// <param name="since">Since when the decision is being made: what one condition has used of the time, the next has no more.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
    public async ValueTask<ConditionResult> AskAsync(Condition condition, AccessRequest request, long since, CancellationToken cancellationToken)
    {
        try
        {
            // What the author has written may block its thread, so it is waited for from another.
            var answer = condition.MayBlock
                ? new(Task.Run(() => condition.CheckAsync(request, cancellationToken).AsTask(), cancellationToken))
                : condition.CheckAsync(request, cancellationToken);
            if (answer.IsCompletedSuccessfully)
                return answer.Result;

            var left = condition.Patience - time.GetElapsedTime(since);
            return await answer.AsTask().WaitAsync(left > TimeSpan.Zero ? left : TimeSpan.Zero, time, cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return ConditionResult.NotMet() with { Reason = ReasonCode.RequestAborted };
        }
        catch (Exception exception)
        {
            Log.ConditionFailed(logger, condition.Name, exception);
            return ConditionResult.NotMet() with { Reason = ReasonCode.ConditionFailed };
        }
    }
}
