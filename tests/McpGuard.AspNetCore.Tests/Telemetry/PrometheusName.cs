using System.Diagnostics.Metrics;
using System.Text.Json;
using System.Text.RegularExpressions;

namespace McpGuard.AspNetCore.Tests.Telemetry;

/// <summary>What the OpenTelemetry exporter for Prometheus makes of names.</summary>
internal static partial class PrometheusName
{
    public static string Of(Instrument instrument)
    {
        var name = Of(instrument.Name);
        if (instrument.Unit == "s")
            name += "_seconds";

        return instrument.GetType().GetGenericTypeDefinition() == typeof(Counter<>) ? $"{name}_total" : name;
    }

    public static string Of(string attribute) => attribute.Replace('.', '_');

    /// <summary>The metrics that a dashboard asks for, without the suffixes of a histogram's series.</summary>
    public static IEnumerable<string> QueriedBy(JsonElement dashboard) => Expressions(dashboard)
        .SelectMany(expression => Selector().Matches(expression))
        .Select(match => Series().Replace(match.Groups[1].Value, ""))
        .Distinct();

    /// <summary>The labels that a dashboard asks for.</summary>
    public static IEnumerable<string> LabelsOf(JsonElement dashboard) => Expressions(dashboard)
        .SelectMany(expression => Label().Matches(expression))
        .SelectMany(match => match.Groups[1].Success ? match.Groups[1].Value.Split(',', StringSplitOptions.TrimEntries) : [match.Groups[2].Value])
        .Distinct();

    private static IEnumerable<string> Expressions(JsonElement dashboard) =>
        from panel in dashboard.GetProperty("panels").EnumerateArray()
        where panel.TryGetProperty("targets", out _)
        from target in panel.GetProperty("targets").EnumerateArray()
        select target.GetProperty("expr").GetString()!;

    [GeneratedRegex(@"\b(\w+)\{")]
    private static partial Regex Selector();

    [GeneratedRegex("_(bucket|sum|count)$")]
    private static partial Regex Series();

    [GeneratedRegex(@"\bby \(([^)]*)\)|\b(\w+)(?:=~|!=|=)""")]
    private static partial Regex Label();
}
