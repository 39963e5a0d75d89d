using System.Text.RegularExpressions;

namespace McpGuard;

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
