using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Checks conditions. A condition that fails in any way is not met. A condition that may block its thread runs on its own threads, and
/// takes none from requests or other conditions.
/// </summary>
internal sealed class ConditionRunner(TimeProvider time, ILogger<ConditionRunner> logger)
{
    /// <summary>The number of threads that one condition may block.</summary>
    public const int MaxThreads = 64;

    /// <summary>The number of checks that may wait for one of these threads. Beyond that, the condition fails at once.</summary>
    public const int MaxWaiting = 1000;

    private readonly ConcurrentDictionary<string, OwnThreads> _threads = new(StringComparer.Ordinal);

    /// <summary>The start of the common timeout of one decision's conditions.</summary>
    public long Now => time.GetTimestamp();

    /// <param name="condition">The condition.</param>
    /// <param name="request">The request to check.</param>
    /// <param name="since">The start of the decision. All its conditions share one timeout.</param>
    /// <param name="cancellationToken">Cancelled when the result is no longer needed.</param>
    public async ValueTask<ConditionResult> AskAsync(Condition condition, AccessRequest request, long since, CancellationToken cancellationToken)
    {
        BlockingQuestion? question = null;
        try
        {
            var answer = condition.MayBlock
                ? new((question = Post(condition, request, cancellationToken)).Task.Unwrap())
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
            var name = condition.Name;
            Quietly.Run(() => Log.ConditionFailed(logger, name, exception));
            return ConditionResult.NotMet() with { Reason = ReasonCode.ConditionFailed };
        }
        finally
        {
            question?.TrySetCanceled(CancellationToken.None);
        }
    }

    private BlockingQuestion Post(Condition condition, AccessRequest request, CancellationToken cancellationToken)
    {
        var threads = _threads.GetOrAdd(condition.Name, static name => new($"McpGuard condition {name}", MaxThreads));
        if (threads.Waiting >= MaxWaiting)
            throw new InvalidOperationException($"The condition blocks {MaxThreads} threads, and {MaxWaiting} requests wait for it already.");

        var question = new BlockingQuestion(condition, request, cancellationToken);
        threads.Post(question.Ask);
        return question;
    }
}
