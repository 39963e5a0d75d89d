using System.Collections.Frozen;

namespace McpGuard;

/// <summary>The formats there are.</summary>
internal static class TextFormats
{
    public static readonly FrozenDictionary<string, TextFormat> All = new Dictionary<string, TextFormat>
    {
        ["date-time"] = new(TimeFormat.IsDateTime, LaxFormat.IsTime),
        ["date"] = new(TimeFormat.IsDate, LaxFormat.IsTime),
        ["time"] = new(TimeFormat.IsTime, LaxFormat.IsTime),
        ["duration"] = new(DurationFormat.IsDuration, LaxFormat.IsDuration),
        ["uri"] = new(UriFormat.IsUri, LaxFormat.IsUri),
        ["email"] = new(EmailFormat.IsEmail, LaxFormat.IsEmail),
        ["ipv4"] = new(AddressFormat.IsIPv4, LaxFormat.IsIPv4),
        ["ipv6"] = new(AddressFormat.IsIPv6, LaxFormat.IsIPv6),
        ["uuid"] = new(UuidFormat.IsUuid, LaxFormat.IsUuid),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
