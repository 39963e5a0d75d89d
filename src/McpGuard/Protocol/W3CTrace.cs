using System.Buffers;
using System.Diagnostics;

namespace McpGuard;

/// <summary>
/// The parent span of a request, from its <c>traceparent</c> (W3C Trace Context section 3.2). Any client can write one, so only its
/// identifiers are used, and an invalid value is ignored. <c>tracestate</c> and <c>baggage</c> are not read.
/// </summary>
internal sealed class W3CTrace
{
    /// <summary>The name of the header, and of the member of <c>_meta</c> (SEP-414).</summary>
    public const string Name = "traceparent";

    /// <summary>Longer than any present version; longer values are ignored.</summary>
    public const int MaxLength = 128;

    // The length of version 00; later versions start with the same fields.
    private const int Length = 55;

    private static readonly SearchValues<char> _hex = SearchValues.Create("0123456789abcdef");

    private W3CTrace(ActivityContext context) => Context = context;

    public ActivityContext Context { get; }

    public static W3CTrace? Read(string? text)
    {
        if (text is not { Length: >= Length and <= MaxLength })
            return null;

        var version = text.AsSpan(0, 2);
        var (trace, span, flags) = (text.Substring(3, 32), text.Substring(36, 16), text.Substring(53, 2));
        var isWhole = text.Length == Length || (version is not "00" && text[Length] == '-');
        if (!isWhole || text[2] != '-' || text[35] != '-' || text[52] != '-')
            return null;
        if (!IsHex(version) || version is "ff" || !IsHex(flags) || !IsId(trace) || !IsId(span))
            return null;

        // This is the only flag with the same meaning in every version.
        var sampled = Convert.FromHexString(flags)[0] & (byte)ActivityTraceFlags.Recorded;
        return new(
            new(ActivityTraceId.CreateFromString(trace), ActivitySpanId.CreateFromString(span), (ActivityTraceFlags)sampled, traceState: null, isRemote: true));
    }

    private static bool IsHex(ReadOnlySpan<char> text) => !text.ContainsAnyExcept(_hex);

    private static bool IsId(ReadOnlySpan<char> text) => IsHex(text) && text.ContainsAnyExcept('0');
}
