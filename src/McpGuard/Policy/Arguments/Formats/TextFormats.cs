using System.Collections.Frozen;

namespace McpGuard;

/// <summary>Whether a text has a certain form.</summary>
internal delegate bool TextFormat(ReadOnlySpan<char> text);

/// <summary>The formats there are.</summary>
internal static class TextFormats
{
    public static readonly FrozenDictionary<string, TextFormat> All = new Dictionary<string, TextFormat>
    {
        ["date-time"] = TimeFormat.IsDateTime,
        ["date"] = TimeFormat.IsDate,
        ["time"] = TimeFormat.IsTime,
        ["duration"] = DurationFormat.IsDuration,
        ["uri"] = UriFormat.IsUri,
        ["email"] = EmailFormat.IsEmail,
        ["ipv4"] = AddressFormat.IsIPv4,
        ["ipv6"] = AddressFormat.IsIPv6,
        ["uuid"] = UuidFormat.IsUuid,
    }.ToFrozenDictionary(StringComparer.Ordinal);
}
