namespace McpGuard;

/// <summary>
/// Asks the same question about several things, at the same time and with one timeout. Several questions that hang cost no more than one. A
/// question without an answer is refused.
/// </summary>
internal static class JointQuestion
{
    /// <summary>The longest time for all answers together.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    private const int MaxConcurrent = 32;

    /// <returns>The answers, in the order of the questions.</returns>
    public static async ValueTask<bool[]> AskAsync<T>(
        IList<T> things, Func<T, CancellationToken, ValueTask<bool>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CallDeadline(Budget, time, cancellationToken);
        var answers = new bool[things.Count];
        var running = new List<Task>();
        for (var i = 0; i < answers.Length; i++)
        {
            var answer = ask(things[i], deadline.Token);
            if (answer.IsCompletedSuccessfully)
            {
                answers[i] = answer.Result;
                continue;
            }

            running.Add(NoteAsync(answer, answers, i));
            if (running.Count == MaxConcurrent)
                running.Remove(await Task.WhenAny(running).ConfigureAwait(false));
        }

        await Task.WhenAll(running).ConfigureAwait(false);
        return answers;
    }

    private static async Task NoteAsync(ValueTask<bool> answer, bool[] answers, int index) => answers[index] = await answer.ConfigureAwait(false);
}
