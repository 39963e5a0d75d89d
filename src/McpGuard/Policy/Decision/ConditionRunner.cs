using System.Collections.Concurrent;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>
/// Looks at conditions. Whatever goes wrong in one, it is not met. One that may block its thread is asked on threads of its own: it
/// takes none from the requests, and none from another condition.
/// </summary>
internal sealed class ConditionRunner(TimeProvider time, ILogger<ConditionRunner> logger)
{
    /// <summary>How many threads one condition may block.</summary>
    public const int MaxThreads = 64;

    /// <summary>How many questions may wait for one of them. Beyond that the condition fails at once.</summary>
    public const int MaxWaiting = 1000;

    private readonly ConcurrentDictionary<string, OwnThreads> _threads = new(StringComparer.Ordinal);

    /// <summary>What the conditions of one decision count their time from.</summary>
    public long Now => time.GetTimestamp();

    /// <param name="condition">The condition.</param>
    /// <param name="request">What it is asked about.</param>
    /// <param name="since">Since when the decision is being made: what one condition has used of the time, the next has no more.</param>
    /// <param name="cancellationToken">Cancelled when nobody waits any more.</param>
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
