namespace McpGuard;

/// <summary>A UUID as RFC 4122 writes it, of whatever version.</summary>
internal static class UuidFormat
{
    private const string Shape = "xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx";

    public static bool IsUuid(ReadOnlySpan<char> text)
    {
        if (text.Length != Shape.Length)
            return false;

        for (var index = 0; index < Shape.Length; index++)
        {
            if (Shape[index] == '-' ? text[index] != '-' : !char.IsAsciiHexDigit(text[index]))
                return false;
        }

        return true;
    }
}
