namespace Demo;

/// <summary>A step that was made: what the client saw, what was recorded, and what of it was not as expected.</summary>
internal sealed record Performance(int Number, Step Step, Answer Answer, IReadOnlyList<AuditLine> Records)
{
    public IReadOnlyList<string> Failures => [.. Expectations.Check(Step, Answer, Records).Select(failure => $"Step {Number}: {failure}")];

    public static async Task<IReadOnlyList<Performance>> RunAsync(IReadOnlyList<Step> steps, Stage stage, Deadline deadline)
    {
        deadline.WaitFor("the clients to connect");
        using var approver = new Approver(stage.ApprovalsUrl);
        await using var connections = await Connections.OpenAsync(stage, deadline.Token);
        var performances = new List<Performance>();
        foreach (var step in steps)
        {
            deadline.WaitFor($"the answer to request {performances.Count + 1}, and its audit records");
            var token = await TokenForAsync(step, performances.LastOrDefault(), stage, deadline.Token);
            var audit = stage.AuditOf(step.Via);
            var before = (await audit.ReadFromAsync(0)).Count;
            var answer = await AskAsync(step, token, connections, approver, deadline.Token);

            // What is told to the client has been recorded before.
            performances.Add(new Performance(performances.Count + 1, step, answer, await audit.ReadFromAsync(before)));
        }

        deadline.WaitFor("the servers to stop");
        return performances;
    }

    private static async Task<Answer> AskAsync(Step step, string? token, Connections connections, Approver approver, CancellationToken cancellationToken)
    {
        if (step.Approver is not { } act)
            return await connections.AskAsync(step, token, cancellationToken);

        // The call waits for its approver, unless it is refused before.
        using var answered = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        var deciding = approver.DecideAsync(act, answered.Token);
        var answer = await connections.AskAsync(step, token, cancellationToken);
        await answered.CancelAsync();
        await deciding.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        return answer;
    }

    private static async Task<string?> TokenForAsync(Step step, Performance? previous, Stage stage, CancellationToken cancellationToken)
    {
        var resource = stage.ResourceOf(step.Via);
        return step.Token switch
        {
            TokenKind.None => null,
            TokenKind.Expired => await stage.Tokens.ExchangeExpiredAsync(step.User, step.Agent, resource, step.Scopes, cancellationToken),
            TokenKind.ForAnotherServer => await stage.Tokens.ExchangeAsync(step.User, step.Agent, Stage.AnotherResource, step.Scopes, cancellationToken),
            TokenKind.AsChallenged => await stage.Tokens.ExchangeAsync(step.User, step.Agent, resource, previous!.Answer.ChallengedScopes, cancellationToken),
            _ => await stage.Tokens.ExchangeAsync(step.User, step.Agent, resource, step.Scopes, cancellationToken),
        };
    }
}
