using System.Collections.Frozen;
using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;

namespace McpGuard;

/// <summary>The supported values of <c>format</c>.</summary>
internal static class TextFormats
{
    public static readonly FrozenDictionary<string, TextFormat> All = new Dictionary<string, TextFormat>
    {
        ["date-time"] = new(TimeFormat.IsDateTime, LenientFormat.IsTime),
        ["date"] = new(TimeFormat.IsDate, LenientFormat.IsTime),
        ["time"] = new(TimeFormat.IsTime, LenientFormat.IsTime),
        ["duration"] = new(DurationFormat.IsDuration, LenientFormat.IsDuration),
        ["uri"] = new(UriFormat.IsUri, LenientFormat.IsUri),
        ["email"] = new(EmailFormat.IsEmail, LenientFormat.IsEmail),
        ["ipv4"] = new(AddressFormat.IsIPv4, LenientFormat.IsIPv4),
        ["ipv6"] = new(AddressFormat.IsIPv6, LenientFormat.IsIPv6),
        ["uuid"] = new(UuidFormat.IsUuid, LenientFormat.IsUuid),
    }.ToFrozenDictionary(StringComparer.Ordinal);
}

/// <summary>One string format.</summary>
/// <param name="IsMet">Whether a text has the format.</param>
/// <param name="IsRead">Whether .NET's more lenient parsers may accept a text as the format.</param>
internal sealed record TextFormat(Func<ReadOnlySpan<char>, bool> IsMet, Func<ReadOnlySpan<char>, bool> IsRead);

/// <summary>What .NET's parsers accept as a value of a format, although the standards do not.</summary>
internal static class LenientFormat
{
    public static bool IsTime(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    // Other durations of ISO 8601 and XML Schema also begin with P.
    public static bool IsDuration(ReadOnlySpan<char> text) =>
        text.TrimStart(" +-") is ['P' or 'p', ..] || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    public static bool IsUri(ReadOnlySpan<char> text) => Uri.TryCreate(text.ToString(), UriKind.Absolute, out _);

    public static bool IsEmail(ReadOnlySpan<char> text) => MailAddress.TryCreate(text.ToString(), out _);

    public static bool IsIPv4(ReadOnlySpan<char> text) =>
        IPAddress.TryParse(text.Trim(), out var address) && address.AddressFamily == AddressFamily.InterNetwork;

    public static bool IsIPv6(ReadOnlySpan<char> text) =>
        IPAddress.TryParse(text.Trim(), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    public static bool IsUuid(ReadOnlySpan<char> text) => Guid.TryParse(text, out _);
}
