namespace McpGuard;

/// <summary>
/// Asks the same about several things, at the same time and within one budget: as many that hang cost no more than one. What has no
/// answer by then is refused.
/// </summary>
internal static class JointQuestion
{
    /// <summary>How long all answers together may take.</summary>
    public static readonly TimeSpan Budget = TimeSpan.FromSeconds(5);

    private const int MaxConcurrent = 32;

    /// <returns>The answers, in the order of the things.</returns>
    public static async ValueTask<bool[]> AskAsync<T>(IList<T> things, Func<T, CancellationToken, ValueTask<bool>> ask, TimeProvider time, CancellationToken cancellationToken)
    {
        using var deadline = new CancellationTokenSource(Budget, time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(deadline.Token, cancellationToken);
        var answers = new bool[things.Count];
        var running = new List<Task>();
        for (var i = 0; i < answers.Length; i++)
        {
            var answer = ask(things[i], either.Token);
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
