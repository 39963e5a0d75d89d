namespace Demo;

/// <summary>Compares what came of a step with what had to come of it: what the client saw, and what was recorded.</summary>
internal static class Expectations
{
    public static IEnumerable<string> Check(Step step, Answer answer, IReadOnlyList<AuditLine> records) =>
        [.. CheckAnswer(step.Expected, answer), .. CheckRecords(step, records)];

    private static IEnumerable<string> CheckAnswer(Expected expected, Answer answer)
    {
        if (answer.IsAllowed != expected.IsAllowed || answer.Code != expected.Code)
            yield return $"expected {Describe(expected.IsAllowed, expected.Code)}, got {Describe(answer.IsAllowed, answer.Code)}: {answer.Text}";
        else if (expected.IsAllowed && !answer.Text.Contains(expected.Text, StringComparison.Ordinal))
            yield return $"expected the result to have '{expected.Text}', got '{answer.Text}'";
        else if (!expected.IsAllowed && answer.ChallengedScopes != expected.Text)
            yield return $"expected the challenge to name the scopes '{expected.Text}', got '{answer.ChallengedScopes}'";
    }

    private static IEnumerable<string> CheckRecords(Step step, IReadOnlyList<AuditLine> records)
    {
        var what = step.Asks ?? "tools/list";
        var decisions = records.Where(record => record.IsDecision && record.What == what && !IsWait(step, record)).ToArray();
        if (decisions.Length != 1)
        {
            yield return $"expected one decision on {what} in the audit file, found {decisions.Length}";
            yield break;
        }

        var (decision, expected) = (decisions[0], step.Expected);
        var effect = expected.IsAllowed ? "allow" : "deny";
        if (decision["effect"] != effect || decision["reason"] != expected.Reason)
            yield return $"expected the record {effect}, {expected.Reason}, found {decision["effect"]}, {decision["reason"]}";

        // The sender of a refused token is unknown.
        var who = expected.Code == 401 ? "unknown" : $"{step.User} via {step.Agent}";
        if (decision.Who != who)
            yield return $"expected a record about '{who}', found '{decision.Who}'";

        var events = records.Where(record => record.IsApproval).Select(record => record["event"]);
        if (!events.SequenceEqual(EventsOf(step.Approver)))
            yield return $"expected the approval events '{string.Join(' ', EventsOf(step.Approver))}', found '{string.Join(' ', events)}'";

        var outcomes = records.Where(record => record["event"] == "outcome" && record["operation_id"] == decision["operation_id"])
            .Select(record => record["outcome"]);
        if (!outcomes.SequenceEqual(expected.IsAllowed ? ["succeeded"] : []))
            yield return $"expected {(expected.IsAllowed ? "one outcome, succeeded" : "no outcome")}, found '{string.Join(' ', outcomes)}'";
    }

    // While a call waits for its approver, each round of the client is a decision.
    private static bool IsWait(Step step, AuditLine record) => step.Approver is not null && record["reason"] == "approval_required";

    private static string[] EventsOf(ApproverAct? act) => act switch
    {
        ApproverAct.Approve => ["approval_requested", "approval_granted", "approval_used"],
        ApproverAct.Deny => ["approval_requested", "approval_denied"],
        _ => [],
    };

    private static string Describe(bool isAllowed, int code) => isAllowed ? "a result" : $"a refusal with {code}";
}
