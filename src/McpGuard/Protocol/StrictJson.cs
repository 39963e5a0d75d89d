using System.Text;
using System.Text.Json;
using System.Text.Unicode;

namespace McpGuard;

/// <summary>
/// Refuses JSON that two parsers could read differently. .NET binds member names ignoring case. Of two equal names, some parsers take the
/// first and others the last. Therefore names that are equal ignoring case are refused at every depth.
/// </summary>
internal static class StrictJson
{
    /// <summary>Checks one JSON value.</summary>
    /// <param name="utf8">The value.</param>
    /// <param name="maxDepth">The maximum depth.</param>
    /// <param name="maxMembers">The maximum number of members of all objects together.</param>
    /// <param name="twins">Takes the members of arguments, or null if they are checked like all others.</param>
    /// <returns>The fault, or null if there is none.</returns>
    public static ReasonCode? Check(ReadOnlySpan<byte> utf8, int maxDepth, int maxMembers, ArgumentTwins? twins = null)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        var names = new OpenNames(utf8, stackalloc Range[OpenNames.Capacity], stackalloc int[maxDepth]);
        var members = 0;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        names.Open(reader.CurrentDepth);
                        break;
                    case JsonTokenType.EndObject:
                        names.Close(reader.CurrentDepth);
                        break;
                    case JsonTokenType.PropertyName when ++members > maxMembers:
                        return ReasonCode.BodyTooLarge;
                    case JsonTokenType.PropertyName when !(twins?.Add(in reader) ?? names.TryAdd(in reader)):
                        return ReasonCode.DuplicateMember;
                    case JsonTokenType.String when !IsText(ref reader):
                        return ReasonCode.BodyMalformed;
                }
            }
        }
        catch (Exception exception) when (exception is JsonException or InvalidOperationException)
        {
            return ReasonCode.BodyMalformed;
        }

        return null;
    }

    // The reader accepts any string bytes; the next parser might replace bytes that are not UTF-8.
    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? reader.GetString() is not null : Utf8.IsValid(reader.ValueSpan);

    /// <summary>
    /// The member names of the open objects, innermost last. Plain names are compared in place. An object with many names, or with names
    /// outside of ASCII, gets a set.
    /// </summary>
    private ref struct OpenNames(ReadOnlySpan<byte> utf8, Span<Range> names, Span<int> starts)
    {
        public const int Capacity = 64;
        private const int ManyNames = 16;

        private readonly ReadOnlySpan<byte> _utf8 = utf8;
        private readonly Span<Range> _names = names;
        private readonly Span<int> _starts = starts;
        private HashSet<string>?[]? _sets;
        private int _count;

        public void Open(int depth)
        {
            _starts[depth] = _count;
            if (_sets is not null)
                _sets[depth] = null;
        }

        public void Close(int depth) => _count = _starts[depth];

        public bool TryAdd(in Utf8JsonReader reader)
        {
            var depth = reader.CurrentDepth - 1;
            var start = _starts[depth];
            var name = reader.ValueSpan;
            if (_sets?[depth] is { } set)
                return set.Add(reader.GetString()!);
            if (reader.ValueIsEscaped || _count - start == ManyNames || _count == Capacity || !Ascii.IsValid(name))
                return UseSet(depth).Add(reader.GetString()!);

            foreach (var earlier in _names[start.._count])
            {
                if (Ascii.EqualsIgnoreCase(_utf8[earlier], name))
                    return false;
            }

            var at = (int)reader.TokenStartIndex + 1;
            _names[_count++] = at..(at + name.Length);
            return true;
        }

        private HashSet<string> UseSet(int depth)
        {
            var set = new HashSet<string>(FoldedComparer.Instance);
            foreach (var earlier in _names[_starts[depth].._count])
                set.Add(Encoding.ASCII.GetString(_utf8[earlier]));

            _sets ??= new HashSet<string>?[_starts.Length];
            return _sets[depth] = set;
        }
    }
}
