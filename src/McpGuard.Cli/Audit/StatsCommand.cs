using System.CommandLine;
using System.Globalization;
using System.Text.Json.Nodes;
using McpGuard.Cli.Output;
using Spectre.Console;

namespace McpGuard.Cli.Audit;

internal sealed class StatsCommand : Command
{
    private const int MaxKeys = 10_000;
    private const int MaxRows = 50;

    private readonly Argument<DirectoryInfo> _log = LogArgument.New();
    private readonly FilterOptions _filters = new();
    private readonly Option<bool> _json = new("--json") { Description = "Writes all counts as one JSON object." };

    public StatsCommand(Terminal terminal)
        : base("stats", "Counts decisions by effect, reason, tool, actor and day. It does not verify them.")
    {
        Add(_log);
        _filters.AddTo(this);
        Add(_json);
        SetAction(parsed => Run(parsed, terminal));
    }

    private int Run(ParseResult parsed, Terminal terminal)
    {
        var (effects, reasons, tools, actors, days) = (New(), New(), New(), New(), New());
        var (decisions, unreadable) = (0L, 0L);
        foreach (var entry in AuditReader.Read(LogArgument.PathOf(parsed.GetRequiredValue(_log)), _filters.Read(parsed)))
        {
            if (!entry.IsReadable)
                unreadable++;
            if (entry.Record is not { Event: AuditEvent.Decision } record)
                continue;

            var count = record.Count ?? 1;
            decisions += count;
            effects[EntryText.Kind(entry)].Value += count;
            days[record.Time.UtcDateTime.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture)].Value += count;
            if (record.Reason is { } reason)
                reasons[Words.Of(reason)].Value += count;
            if (record.Target is { } target)
                tools[Visible.Clip(target)].Value++;
            if (record.Actors is [var actor, ..])
                actors[Visible.Clip(actor)].Value++;
        }

        if (parsed.GetValue(_json))
        {
            terminal.WriteJson(new JsonObject
            {
                ["decisions"] = decisions,
                ["unreadable"] = unreadable,
                ["effects"] = Json(effects),
                ["reasons"] = Json(reasons),
                ["targets"] = Json(tools),
                ["actors"] = Json(actors),
                ["days"] = Json(days),
            }.ToJsonString());
            return unreadable == 0 ? ExitCode.Ok : ExitCode.Problems;
        }

        terminal.WriteLine($"{Words.Count(decisions, "decision")}, {Words.Count(unreadable, "unreadable line")}.");
        Write(terminal, "effect", effects);
        Write(terminal, "reason", reasons);
        Write(terminal, "tool or other target", tools);
        Write(terminal, "actor", actors);
        Write(terminal, "day (UTC)", days, byName: true);
        terminal.WriteLine("The log was not verified: 'mcpguard audit verify' does that.");
        return unreadable == 0 ? ExitCode.Ok : ExitCode.Problems;
    }

    private static Tally<string, Counter> New() => new(MaxKeys);

    // Names beyond the bound are counted together, under null, which is not a name.
    private static JsonArray Json(Tally<string, Counter> tally)
    {
        var counts = tally.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).Select(count => Count(count.Key, count.Value));
        return new JsonArray([.. tally.Rest is { } rest ? counts.Append(Count(null, rest)) : counts]);

        static JsonNode Count(string? name, Counter count) => new JsonObject { ["name"] = name, ["decisions"] = count.Value };
    }

    private static void Write(Terminal terminal, string title, Tally<string, Counter> tally, bool byName = false)
    {
        if (tally.Counts.Count == 0)
            return;

        // The most frequent of many keys, and the last days.
        KeyValuePair<string, Counter>[] shown = byName
            ? [.. tally.Counts.OrderBy(count => count.Key, StringComparer.Ordinal).TakeLast(MaxRows)]
            : [.. tally.Counts.OrderByDescending(count => count.Value.Value).ThenBy(count => count.Key, StringComparer.Ordinal).Take(MaxRows)];
        var table = Tables.New(title, "decisions");
        table.Columns[1].RightAligned();
        foreach (var (name, count) in shown)
            table.AddRow(Tables.Cell(name), Tables.Cell(Words.Of(count.Value)));

        var others = tally.Counts.Values.Sum(count => count.Value) + (tally.Rest?.Value ?? 0) - shown.Sum(count => count.Value.Value);
        if (others > 0)
            table.AddRow(Tables.Cell("(all others)"), Tables.Cell(Words.Of(others)));

        terminal.Write(table);
    }
}
