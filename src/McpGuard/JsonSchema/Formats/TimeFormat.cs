using System.Globalization;
using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>Dates and times of RFC 3339 section 5.6.</summary>
internal static partial class TimeFormat
{
    private const int DateLength = 10;

    public static bool IsDateTime(ReadOnlySpan<char> text) =>
        text.Length > DateLength && text[DateLength] is 'T' or 't' && IsDate(text[..DateLength]) && IsTime(text[(DateLength + 1)..]);

    public static bool IsDate(ReadOnlySpan<char> text)
    {
        if (text.Length != DateLength || !DateShape().IsMatch(text))
            return false;

        // An equivalent year of the 400-year cycle, because .NET has no year 0.
        var year = 2000 + (Number(text[..4]) % 400);
        var (month, day) = (Number(text[5..7]), Number(text[8..]));
        return month is >= 1 and <= 12 && day >= 1 && day <= DateTime.DaysInMonth(year, month);
    }

    public static bool IsTime(ReadOnlySpan<char> text)
    {
        if (!TimeShape().IsMatch(text))
            return false;

        var (hour, minute, second) = (Number(text[..2]), Number(text[3..5]), Number(text[6..8]));
        var offset = 0;
        if (text[^1] is not ('Z' or 'z'))
        {
            var (hours, minutes) = (Number(text[^5..^3]), Number(text[^2..]));
            if (hours > 23 || minutes > 59)
                return false;

            offset = (text[^6] == '-' ? -1 : 1) * ((hours * 60) + minutes);
        }

        // A leap second is the last one of a day of UTC.
        const int Day = 24 * 60;
        return hour <= 23 && minute <= 59 && (second <= 59 || (second == 60 && ((hour * 60) + minute - offset + Day) % Day == Day - 1));
    }

    private static int Number(ReadOnlySpan<char> digits) => int.Parse(digits, NumberStyles.None, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^[0-9]{4}-[0-9]{2}-[0-9]{2}\z")]
    private static partial Regex DateShape();

    [GeneratedRegex(@"^[0-9]{2}:[0-9]{2}:[0-9]{2}(?:\.[0-9]+)?(?:[Zz]|[+-][0-9]{2}:[0-9]{2})\z")]
    private static partial Regex TimeShape();
}

/// <summary>A duration of RFC 3339 appendix A.</summary>
internal static partial class DurationFormat
{
    public static bool IsDuration(ReadOnlySpan<char> text) => Shape().IsMatch(text);

    [GeneratedRegex(
        """
        ^P(?:
          [0-9]+W
        | (?: [0-9]+D | [0-9]+M(?:[0-9]+D)? | [0-9]+Y(?:[0-9]+M(?:[0-9]+D)?)? )
          (?: T(?: [0-9]+S | [0-9]+M(?:[0-9]+S)? | [0-9]+H(?:[0-9]+M(?:[0-9]+S)?)? ) )?
        | T(?: [0-9]+S | [0-9]+M(?:[0-9]+S)? | [0-9]+H(?:[0-9]+M(?:[0-9]+S)?)? )
        )\z
        """, RegexOptions.IgnorePatternWhitespace)]
    private static partial Regex Shape();
}
