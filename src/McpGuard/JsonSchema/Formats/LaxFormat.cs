using System.Globalization;
using System.Net;
using System.Net.Mail;
using System.Net.Sockets;

namespace McpGuard;

/// <summary>What .NET reads as a value of a format, though the text does not have the form that the standards ask for.</summary>
internal static class LaxFormat
{
    public static bool IsTime(ReadOnlySpan<char> text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.None, out _) || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    // The other durations of ISO 8601 and XML Schema begin alike.
    public static bool IsDuration(ReadOnlySpan<char> text) =>
        text.TrimStart(" +-") is ['P' or 'p', ..] || TimeSpan.TryParse(text, CultureInfo.InvariantCulture, out _);

    public static bool IsUri(ReadOnlySpan<char> text) => Uri.TryCreate(text.ToString(), UriKind.Absolute, out _);

    public static bool IsEmail(ReadOnlySpan<char> text) => MailAddress.TryCreate(text.ToString(), out _);

    public static bool IsIPv4(ReadOnlySpan<char> text) => IPAddress.TryParse(text.Trim(), out var address) && address.AddressFamily == AddressFamily.InterNetwork;

    public static bool IsIPv6(ReadOnlySpan<char> text) => IPAddress.TryParse(text.Trim(), out var address) && address.AddressFamily == AddressFamily.InterNetworkV6;

    public static bool IsUuid(ReadOnlySpan<char> text) => Guid.TryParse(text, out _);
}
