using Spectre.Console;

namespace Demo;

/// <summary>Prints what happened, for people.</summary>
internal static class Report
{
    // What fits a terminal and a page; without a terminal there is no telling how wide the reader's is.
    private const int MaxWidth = 100;

    /// <returns>The exit code.</returns>
    public static int Print(IReadOnlyList<Performance> performances, Stage stage)
    {
        AnsiConsole.Profile.Width = Math.Min(AnsiConsole.Profile.Width, MaxWidth);
        Console.WriteLine($"The authority {stage.AuthorityUrl} issues tokens.");
        Console.WriteLine($"{stage.HttpResource} and {stage.ApprovalsResource} are guarded, and so is a server on stdio.");
        Console.WriteLine();
        Console.WriteLine("Who asked for what");
        AnsiConsole.Write(Requests(performances));

        Console.WriteLine("The audit records of these requests");
        AnsiConsole.Write(Records(performances));

        Console.WriteLine("One of them as it stands in the file:");
        Console.WriteLine(performances.First(performance => performance.Answer.Code == 403).Records[0].Raw);
        Console.WriteLine();
        return PrintVerdict(performances);
    }

    private static Table Requests(IReadOnlyList<Performance> performances)
    {
        var table = NewTable("", "who, with which token", "asks for", "gets", "why, or what").ShowRowSeparators();
        foreach (var (number, step, answer, _) in performances)
        {
            var who = step.Token == TokenKind.None ? "anybody" : $"{step.User} via {step.Agent}";
            table.AddRow(
                Cell($"{number}"),
                Cell($"{who}\n{Describe(step)}"),
                Cell($"{step.Asks ?? "the list of tools"}{Manner(step)}"),
                Verdict(answer.IsAllowed, answer.IsAllowed ? "allowed" : $"denied\n{answer.Code}"),
                Cell(answer.ChallengedScopes.Length == 0 ? answer.Text : $"{answer.Text}\nneeds {answer.ChallengedScopes}"));
        }

        return table;
    }

    private static Table Records(IReadOnlyList<Performance> performances)
    {
        var table = NewTable("", "who", "what", "record", "details");
        foreach (var performance in performances)
        {
            foreach (var record in performance.Records)
            {
                table.AddRow(
                    Cell($"{performance.Number}"),
                    Cell(record.Who),
                    Cell(record.What),
                    record.IsDecision ? Verdict(record["effect"] == "allow", $"{record["effect"]}") : Cell(End(record)),
                    Cell(Details(record)));
            }
        }

        return table;
    }

    private static int PrintVerdict(IReadOnlyList<Performance> performances)
    {
        var failures = performances.SelectMany(performance => performance.Failures).ToArray();
        if (failures.Length == 0)
        {
            Console.WriteLine($"All {performances.Count} requests were decided and recorded as expected.");
            return 0;
        }

        foreach (var failure in failures)
            Console.Error.WriteLine($"NOT AS EXPECTED. {failure}.");

        return 1;
    }

    private static string Manner(Step step) => step switch
    {
        { Via: Via.Stdio } => "\nover stdio",
        { Approver: ApproverAct.Approve } => "\nbob approves",
        { Approver: ApproverAct.Deny } => "\nbob denies",
        _ => "",
    };

    private static string End(AuditLine record) => record.IsApproval ? record["event"]!["approval_".Length..] : $"{record["outcome"]}";

    private static string Describe(Step step) => step.Token switch
    {
        TokenKind.None => "no token",
        TokenKind.Expired => "expired token",
        TokenKind.ForAnotherServer => "token for another server",
        TokenKind.AsChallenged => "token as challenged",
        _ => step.Scopes,
    };

    private static string Details(AuditLine record) => record switch
    {
        { IsApproval: true } => $"approval, {record["votes"]} votes",
        { IsDecision: false } when record["withheld"] is { } withheld => $"{withheld} tools not shown",
        { IsDecision: false } => $"after {record["duration_ms"]} ms",
        _ when record.Words("scopes_missing") is { Length: > 0 } missing => $"{record["reason"]}\nmissing {missing}",
        _ => $"{record["reason"]}",
    };

    private static Table NewTable(params string[] columns)
    {
        var table = new Table().Border(TableBorder.Rounded);
        foreach (var column in columns)
            table.AddColumn(new TableColumn(Cell(column)));

        return table;
    }

    private static Text Cell(string text) => new(text);

    private static Text Verdict(bool isAllowed, string text) => new(text, new Style(isAllowed ? Color.Green : Color.Red));
}
