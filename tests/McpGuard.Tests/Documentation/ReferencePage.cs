using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text;
using Microsoft.Extensions.Logging;

namespace McpGuard.Tests.Documentation;

/// <summary>Writes the reference from the code: options, reasons, error codes, events, log messages and metrics.</summary>
internal static class ReferencePage
{
    private static readonly ReasonCode[] _notRefused = [ReasonCode.None, ReasonCode.Allowed];

    public static string Write(IEnumerable<Instrument> instruments)
    {
        var page = new StringBuilder("""
            # Reference

            A test writes this page from the code. The pages of the packages explain how the parts work together.

            """);
        Table(
            page, "Options",
            "In the section `McpGuard`. `NAME` is a name of your choice, or the name of a tool or sink. `Policy` has [a page of its own](Policy/README.md).",
            "| option | values | default | |", OptionRows.All());
        Table(
            page, "Reasons",
            "In records, metrics, spans, and refusals. A record has the status of this table in each form of the " +
                "[answers](../McpGuard.AspNetCore/README.md#the-answers). The caller gets the text. The text of a refused call also tells what was refused, " +
                "what helps, whether a retry is useful, and the operation id. It names a missing scope, and `Says` of a rule replaces the sentence of this " +
                "table.",
            "| reason | status | code | meaning | text |", Enum.GetValues<ReasonCode>().Except([ReasonCode.None]).Select(ReasonRow));
        Table(page, "Error codes", "The code of the JSON-RPC error.", "| code | status | OAuth error | reasons |", CodeRows());
        Table(page, "Events", "The member `event` of a record.", "| event | |", ValueRows<AuditEvent>());
        Table(page, "Outcomes", "The member `outcome` of an outcome record.", "| outcome | |", ValueRows<AuditOutcome>());
        Table(
            page, "Log messages", "The category is the name of a type in `McpGuard`. No message contains a token, a key or an argument.",
            "| event | level | message |", LogRows());
        Table(
            page, "Metrics", "Of the meter `McpGuard`. [Traces and metrics](Telemetry/README.md) has the tags.",
            "| instrument | kind | unit | |", instruments.Select(InstrumentRow).Order(StringComparer.Ordinal));
        return page.ToString().ReplaceLineEndings("\n");
    }

    /// <summary>A text in a table.</summary>
    public static string Cell(string text) => text.Replace("|", "\\|", StringComparison.Ordinal).Replace("<", "\\<", StringComparison.Ordinal);

    private static void Table(StringBuilder page, string title, string text, string head, IEnumerable<string> rows)
    {
        page.AppendLine().AppendLine($"## {title}").AppendLine().AppendLine(text).AppendLine().AppendLine(head);
        page.AppendLine($"|{string.Concat(Enumerable.Repeat(" --- |", head.Count(character => character == '|') - 1))}");
        foreach (var row in rows)
            page.AppendLine(row);
    }

    private static string ReasonRow(ReasonCode reason)
    {
        var refusal = _notRefused.Contains(reason) ? null : Refusal.Of(reason);
        var (meaning, text) = (Cell(XmlSummaries.MarkedOfValue(reason)), Cell(refusal?.Sentence ?? ""));
        return $"| `{RecordedName.Of(reason)}` | {refusal?.Status} | {refusal?.Code} | {meaning} | {text} |";
    }

    private static IEnumerable<string> CodeRows() =>
        from reason in Enum.GetValues<ReasonCode>().Except(_notRefused)
        let refusal = Refusal.Of(reason)
        group reason by (refusal.Code, refusal.Status, refusal.Error) into same
        orderby same.Key.Code, same.Key.Status
        let reasons = string.Join(", ", same.Select(reason => $"`{RecordedName.Of(reason)}`"))
        select $"| {same.Key.Code} | {same.Key.Status} | {(same.Key.Error is { } error ? $"`{error}`" : "")} | {reasons} |";

    private static IEnumerable<string> ValueRows<TEnum>() where TEnum : struct, Enum =>
        Enum.GetValues<TEnum>().Select(value => $"| `{RecordedName.Of(value)}` | {Cell(XmlSummaries.MarkedOfValue(value))} |");

    private static IEnumerable<string> LogRows() => typeof(Log).GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static)
        .Select(method => method.GetCustomAttribute<LoggerMessageAttribute>()).OfType<LoggerMessageAttribute>()
        .OrderBy(message => message.EventId)
        .Select(message => $"| {message.EventId} | {message.Level} | {Cell(message.Message)} |");

    private static string InstrumentRow(Instrument instrument)
    {
        var unit = instrument.Unit == "s" ? "seconds" : instrument.Unit?.Trim('{', '}');
        return $"| `{instrument.Name}` | {Kind(instrument)} | {unit} | {Cell(instrument.Description ?? "")} |";
    }

    private static string Kind(Instrument instrument) => instrument.GetType().Name.Split('`')[0] switch
    {
        "Counter" => "counter",
        "Histogram" => "histogram",
        "ObservableGauge" => "gauge",
        "ObservableUpDownCounter" => "up-down counter",
        var other => throw new InvalidOperationException($"{other} has no word yet."),
    };
}
