using System.CommandLine;
using System.Text.Json;
using McpGuard.Cli.Audit;
using McpGuard.Cli.Output;
using McpGuard.Testing;
using Spectre.Console;

namespace McpGuard.Cli.Policy;

internal sealed class DiffCommand : Command
{
    private const int MaxChanges = 10_000;

    private readonly Argument<FileInfo> _old = PolicyInput.Settings("OLD");
    private readonly Argument<FileInfo> _new = PolicyInput.Settings("NEW");
    private readonly PolicyInput _input = new();
    private readonly Option<FileInfo> _tests =
        new Option<FileInfo>("--tests") { Description = "A file of policy tests. Its callers and cases are asked.", HelpName = "FILE" }.AcceptExistingOnly();
    private readonly Option<DirectoryInfo> _log =
        new Option<DirectoryInfo>("--log") { Description = "An audit log. Its decisions are decided again.", HelpName = "DIR" }.AcceptExistingOnly();
    private readonly Option<DateTimeOffset?> _from =
        new("--from") { Description = "The earliest time of a recorded decision.", HelpName = "TIME", CustomParser = Words.ParseTime };
    private readonly Option<bool> _json = new("--json") { Description = "Writes the differences as one JSON object." };

    public DiffCommand(Terminal terminal)
        : base("diff", "Says which rules change, and for which callers, cases and recorded calls the answer changes.")
    {
        Add(_old);
        Add(_new);
        _input.AddTo(this);
        Add(_tests);
        Add(_log);
        Add(_from);
        Add(_json);
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, CancellationToken cancellationToken)
    {
        var (old, next) = (_input.Load(parsed, parsed.GetRequiredValue(_old)), _input.Load(parsed, parsed.GetRequiredValue(_new)));
        var changes = RuleText.Compare(RuleText.Of(old.Options), RuleText.Of(next.Options)).ToList();
        var (calls, undecided) = (0L, 0L);
        if (parsed.GetValue(_tests) is not null)
            changes.AddRange(await CompareTestsAsync(parsed, old, next, cancellationToken).ConfigureAwait(false));
        if (parsed.GetValue(_log) is { } log)
            (calls, undecided) = await CompareLogAsync(
                LogArgument.PathOf(log), parsed.GetValue(_from), new RecordedAnswers(old, next), changes, cancellationToken).ConfigureAwait(false);

        var diff = new PolicyDiff(await VersionAsync(old).ConfigureAwait(false), await VersionAsync(next).ConfigureAwait(false), changes, calls, undecided);
        if (parsed.GetValue(_json))
            terminal.WriteJson(JsonSerializer.Serialize(diff, PolicyJson.Default.PolicyDiff));
        else
            Write(diff, terminal);

        return changes.Count == 0 && undecided == 0 ? ExitCode.Ok : ExitCode.Problems;
    }

    private async Task<List<PolicyChange>> CompareTestsAsync(ParseResult parsed, LoadedPolicy old, LoadedPolicy next, CancellationToken cancellationToken)
    {
        var (path, surface) = (parsed.GetRequiredValue(_tests)!.FullName, _input.SurfacePath(parsed));
        var changes = new List<PolicyChange>();
        foreach (var test in PolicyTests.Load(path, surface, _input.SettingsPaths(parsed, parsed.GetRequiredValue(_new))).Cases)
            await AskAsync(PolicyChangeKind.Case, test.Name, test.Request).ConfigureAwait(false);

        foreach (var (caller, method, target, time) in PolicyTests.CallersOf(path, TrustedIssuers.Default(next.Options)).SelectMany(
                asked => SurfaceTargets.Of(PolicyFiles.ReadSurface(surface)), (asked, target) => (asked.Caller, target.Method, target.Target, asked.Time)))
            await AskAsync(PolicyChangeKind.Caller, target, new AccessRequest { Caller = caller, Method = method, Target = target, Time = time })
                .ConfigureAwait(false);

        return changes;

        async Task AskAsync(PolicyChangeKind kind, string what, AccessRequest request)
        {
            var before = await old.Explainer.ExplainAsync(request, cancellationToken).ConfigureAwait(false);
            var after = await next.Explainer.ExplainAsync(request, cancellationToken).ConfigureAwait(false);
            if (before.Effect != after.Effect)
                changes.Add(new(kind, request.Caller.ToString(), what, ExplanationText.Word(before.Effect), ExplanationText.Word(after.Effect)));
        }
    }

    private static async Task<(long Calls, long Undecided)> CompareLogAsync(
        string log, DateTimeOffset? from, RecordedAnswers answers, List<PolicyChange> changes, CancellationToken cancellationToken)
    {
        var (calls, undecided) = (0L, 0L);
        foreach (var entry in AuditReader.Read(log, new AuditQuery { Event = AuditEvent.Decision, From = from }, cancellationToken))
        {
            if (entry.Record is not { } record || !RecordedAnswers.CanJudge(record))
                continue;

            calls++;
            var effect = await answers.DecideAsync(record, cancellationToken).ConfigureAwait(false);
            if (effect is null)
                undecided++;
            else if (effect != record.Effect && changes.Count < MaxChanges)
                changes.Add(new(
                    PolicyChangeKind.Call,
                    EntryText.Who(record),
                    $"{EntryText.What(record)}, operation {record.OperationId}",
                    ExplanationText.Word(record.Effect),
                    ExplanationText.Word(effect)));
        }

        return (calls, undecided);
    }

    private static async Task<string> VersionAsync(LoadedPolicy policy)
    {
        var nothing = new AccessRequest
        {
            Caller =
                new DelegatedCaller { Issuer = "", Subject = "", ClientId = "", Scopes = new ScopeSet([]), TokenId = "", ExpiresAt = DateTimeOffset.MaxValue },
            Method = "ping",
            Time = default,
        };
        return (await policy.Explainer.ExplainAsync(nothing, CancellationToken.None).ConfigureAwait(false)).PolicyVersion;
    }

    private static void Write(PolicyDiff diff, Terminal terminal)
    {
        terminal.WriteLine($"old {diff.OldVersion}");
        terminal.WriteLine($"new {diff.NewVersion}");
        if (diff.Changes.Count > 0)
        {
            var table = Tables.New("what changes", "who", "rule, target or call", "old", "new");
            foreach (var change in diff.Changes)
                table.AddRow(
                    Tables.Cell(Words.Of(change.Kind)),
                    Tables.Cell(change.Who ?? ""),
                    Tables.Cell(change.What),
                    Tables.Cell(change.Old, Tables.StyleOf(change.Old)),
                    Tables.Cell(change.New, Tables.StyleOf(change.New)));

            terminal.Write(table);
        }

        terminal.WriteLine($"{Words.Count(diff.Changes.Count, "difference")}.");
        if (diff.CallsChecked > 0)
            terminal.WriteLine(
                $"{Words.Count(diff.CallsChecked, "recorded decision")} on verified callers, {Words.Of(diff.CallsUndecided)} undecided: their " +
                    "records do not have all that the new policy looks at.");
    }
}
