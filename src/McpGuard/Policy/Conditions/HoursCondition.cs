using System.Globalization;

namespace McpGuard;

/// <summary>
/// The request comes at certain hours of certain weekdays, by the clock of a time zone. A window whose end is before its start continues
/// past midnight, and belongs to the day on which it starts.
/// </summary>
internal sealed class HoursCondition(TimeZoneInfo zone, DayOfWeek[] days, TimeOnly from, TimeOnly to) : Condition
{
    public override string Name => "hours";

    public override ReasonCode Reason => ReasonCode.OutsideHours;

    public override bool IsKnownFromRecords => true;

    public override string Demand => $"{string.Join(", ", days)} from {from:HH:mm} to {to:HH:mm} in {zone.Id}";

    public static HoursCondition? Read(PolicyObject rule)
    {
        if (rule.Object("Hours") is not { } section)
            return null;

        var zone = ReadZone(section);
        var days = section.Choices<DayOfWeek>("Days");
        var from = section.TimeOfDay("From") ?? TimeOnly.MinValue;
        var to = section.TimeOfDay("To") ?? TimeOnly.MinValue;
        if (section.Has("From") && from == to)
            section.Wrong("To", "is the same as From, so the window would be empty. Leave both out for the whole day");

        section.Finish();
        return new HoursCondition(zone, days.Length > 0 ? days : Enum.GetValues<DayOfWeek>(), from, to);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        var local = TimeZoneInfo.ConvertTime(request.Time, zone);
        var time = TimeOnly.FromTimeSpan(local.TimeOfDay);
        var isInside = from < to || to == TimeOnly.MinValue
            ? IsOn(local.DayOfWeek) && time >= from && (time < to || to == TimeOnly.MinValue)
            : (time >= from && IsOn(local.DayOfWeek)) || (time < to && IsOn(local.AddDays(-1).DayOfWeek));

        return new(ConditionResult.Of(isInside, local.ToString("ddd HH:mm zzz", CultureInfo.InvariantCulture)));
    }

    private bool IsOn(DayOfWeek day) => Array.IndexOf(days, day) >= 0;

    private static TimeZoneInfo ReadZone(PolicyObject section)
    {
        if (section.Text("TimeZone") is not { } id)
        {
            section.Wrong("TimeZone", "is missing. Name one such as Europe/Berlin, or UTC");
            return TimeZoneInfo.Utc;
        }

        if (TimeZoneInfo.TryFindSystemTimeZoneById(id, out var zone))
            return zone;

        section.Wrong(
            "TimeZone",
            HasTimeZones()
                ? $"is '{id}', which this machine does not know. Name one such as Europe/Berlin, or UTC"
                : $"is '{id}', and this machine has no time zone data. Install it (the package tzdata), or write UTC");
        return TimeZoneInfo.Utc;
    }

    // Small container images have no data.
    private static bool HasTimeZones() => TimeZoneInfo.TryFindSystemTimeZoneById("Europe/Berlin", out _);
}
