using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Looks at conditions. Whatever goes wrong in one, it is not met.</summary>
internal sealed class ConditionRunner(TimeProvider time, ILogger<ConditionRunner> logger)
{
    public async ValueTask<ConditionResult> AskAsync(Condition condition, AccessRequest request, CancellationToken cancellationToken)
    {
        try
        {
            var answer = condition.CheckAsync(request, cancellationToken);
            return answer.IsCompletedSuccessfully ? answer.Result : await answer.AsTask().WaitAsync(condition.Patience, time, cancellationToken);
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
