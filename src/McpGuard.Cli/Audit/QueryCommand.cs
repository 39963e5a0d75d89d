using System.CommandLine;
using System.Text.Json;
using System.Text.Json.Nodes;
using McpGuard.Cli.Output;
using Spectre.Console;

namespace McpGuard.Cli.Audit;

internal sealed class QueryCommand : Command
{
    private const int RowsUnlessAsked = 100;
    private const int MaxRows = 10_000;

    private readonly Argument<DirectoryInfo> _log = LogArgument.New();
    private readonly FilterOptions _filters = new();
    private readonly Option<int?> _limit =
        new("--limit") { Description = $"The maximum number of entries. Default: {RowsUnlessAsked} in a table, all with --json.", HelpName = "N" };
    private readonly Option<bool> _json = new("--json") { Description = "Writes each record exactly as in the log, one per line." };

    private readonly Option<bool> _follow = new("--follow") { Description = "Shows further entries as they are written, one per line, until Ctrl+C." };

    public QueryCommand(Terminal terminal, TimeProvider time)
        : base("query", "Shows the records that match all options, each compared exactly. It does not verify them.")
    {
        Add(_log);
        _filters.AddTo(this);
        Add(_limit);
        Add(_json);
        Add(_follow);
        Validators.Add(result =>
        {
            var limit = result.GetValue(_limit);
            if (limit is not null && result.GetValue(_follow))
                result.AddError("--follow shows all entries, without --limit.");
            else if (limit < 1)
                result.AddError("--limit must be at least 1.");
            else if (limit > MaxRows && !result.GetValue(_json))
                result.AddError($"A table has at most {MaxRows} rows. Use --json for more.");
        });
        SetAction((parsed, cancellationToken) => RunAsync(parsed, terminal, time, cancellationToken));
    }

    private async Task<int> RunAsync(ParseResult parsed, Terminal terminal, TimeProvider time, CancellationToken cancellationToken)
    {
        if (!parsed.GetValue(_follow))
            return Run(parsed, terminal);

        var log = new FollowedLog(LogArgument.PathOf(parsed.GetRequiredValue(_log)), parsed.GetValue(_json), terminal, time);
        await log.ShowAsync(firstSeq => _filters.Read(parsed, firstSeq: firstSeq), cancellationToken).ConfigureAwait(false);
        return ExitCode.Ok;
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var directory = LogArgument.PathOf(parsed.GetRequiredValue(_log));
        var unreadable = parsed.GetValue(_json)
            ? WriteJson(AuditReader.Read(directory, _filters.Read(parsed, parsed.GetValue(_limit))), terminal)
            : WriteTable(directory, parsed, terminal);
        if (unreadable == 0)
            return ExitCode.Ok;

        terminal.WriteError($"{Words.Count(unreadable, "line")} of the log cannot be read. 'mcpguard audit verify' says more.");
        return ExitCode.Problems;
    }

    private static long WriteJson(IEnumerable<AuditEntry> entries, Terminal terminal)
    {
        var unreadable = 0L;
        foreach (var entry in entries)
        {
            if (!entry.IsReadable)
                unreadable++;

            terminal.WriteJson(entry.IsReadable ? entry.Json : Unreadable(entry));
        }

        return unreadable;
    }

    private long WriteTable(string directory, ParseResult parsed, Terminal terminal)
    {
        var limit = parsed.GetValue(_limit) ?? RowsUnlessAsked;
        var table = Tables.New("record", "time (UTC)", "what it is", "who", "what", "why");
        var (rows, unreadable) = (0, 0L);
        foreach (var entry in AuditReader.Read(directory, _filters.Read(parsed, limit + 1)))
        {
            if (rows++ == limit)
                break;

            if (!entry.IsReadable)
                unreadable++;

            table.AddRow(Row(entry));
        }

        if (rows > 0)
            terminal.Write(table);

        terminal.WriteLine(
            rows > limit ? $"The first {limit}; there are more. Raise --limit, or use more filters." : $"{Words.Count(rows, "entry", "entries")}.");
        return unreadable;
    }

    private static Text[] Row(AuditEntry entry)
    {
        var kind = EntryText.Kind(entry);
        return
        [
            Tables.Cell(entry.Seq > 0 ? $"{entry.Seq}" : $"segment {entry.Segment} line {entry.Line}"),
            Tables.Cell(entry.Time is { } time ? Words.Of(time) : ""),
            Tables.Cell(kind, Tables.StyleOf(kind)),
            Tables.Cell(EntryText.Who(entry.Record)),
            Tables.Cell(EntryText.What(entry.Record)),
            Tables.Cell(EntryText.Why(entry)),
        ];
    }

    // An entry of its own form, so that the output is JSON whatever the log contains.
    private static string Unreadable(AuditEntry entry)
    {
        var line = new JsonObject { ["unreadable"] = entry.Json, ["segment"] = entry.Segment, ["line"] = entry.Line };
        return line.ToJsonString(JsonSerializerOptions.Default);
    }
}
