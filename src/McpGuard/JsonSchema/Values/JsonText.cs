using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Unicode;

namespace McpGuard;

/// <summary>Reads strings and member names into the caller's buffer, so that short ones allocate nothing.</summary>
/// <remarks>Invalid Unicode throws <see cref="InvalidOperationException"/>, as in System.Text.Json.</remarks>
internal static class JsonText
{
    public const int BufferLength = 256;

    public static ReadOnlySpan<char> Of(JsonElement text, Span<char> buffer) =>
        TryCopy(JsonMarshal.GetRawUtf8Value(text)[1..^1], buffer, out var length) ? buffer[..length] : text.GetString();

    public static ReadOnlySpan<char> NameOf(JsonProperty member, Span<char> buffer) =>
        TryCopy(JsonMarshal.GetRawUtf8PropertyName(member), buffer, out var length) ? buffer[..length] : member.Name;

    private static bool TryCopy(ReadOnlySpan<byte> raw, Span<char> buffer, out int length)
    {
        length = 0;
        return raw.Length <= buffer.Length && !raw.Contains((byte)'\\')
            && Utf8.ToUtf16(raw, buffer, out _, out length, replaceInvalidSequences: false) == System.Buffers.OperationStatus.Done;
    }
}
