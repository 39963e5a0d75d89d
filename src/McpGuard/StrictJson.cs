using System.Text;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Refuses JSON that two parsers could read differently. .NET binds member names ignoring case, and of two equal
/// names one parser takes the first and another the last; so names that are equal ignoring case are refused at every depth.
/// </summary>
internal static class StrictJson
{
    private const int LinearSearchLimit = 8;

    /// <summary>Checks one JSON value.</summary>
    /// <returns>What is wrong with it, or null if nothing is.</returns>
    public static ReasonCode? Check(ReadOnlySpan<byte> utf8, int maxDepth, int maxMembers)
    {
        var reader = new Utf8JsonReader(utf8, new JsonReaderOptions { MaxDepth = maxDepth });
        var objects = new Stack<MemberNames>();
        var members = 0;
        try
        {
            while (reader.Read())
            {
                switch (reader.TokenType)
                {
                    case JsonTokenType.StartObject:
                        objects.Push(new MemberNames());
                        break;
                    case JsonTokenType.EndObject:
                        objects.Pop();
                        break;
                    case JsonTokenType.PropertyName when ++members > maxMembers:
                        return ReasonCode.BodyTooLarge;
                    case JsonTokenType.PropertyName when !objects.Peek().TryAdd(ref reader, utf8):
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

    // The reader takes string bytes as they are; the parser behind us might replace what is not UTF-8.
    private static bool IsText(ref Utf8JsonReader reader) =>
        reader.ValueIsEscaped ? reader.GetString() is not null : System.Text.Unicode.Utf8.IsValid(reader.ValueSpan);

    /// <summary>The member names seen in one object.</summary>
    private sealed class MemberNames
    {
        private readonly (int Start, int Length)[] _few = new (int, int)[LinearSearchLimit];
        private int _count;
        private HashSet<string>? _many;

        public bool TryAdd(ref Utf8JsonReader reader, ReadOnlySpan<byte> utf8)
        {
            var name = reader.ValueSpan;
            if (_many is null && (reader.ValueIsEscaped || _count == LinearSearchLimit || !Ascii.IsValid(name)))
                UseSet(utf8);

            if (_many is not null)
                return _many.Add(reader.GetString()!);

            for (var i = 0; i < _count; i++)
            {
                if (Ascii.EqualsIgnoreCase(utf8.Slice(_few[i].Start, _few[i].Length), name))
                    return false;
            }

            _few[_count++] = ((int)reader.TokenStartIndex + 1, name.Length);
            return true;
        }

        private void UseSet(ReadOnlySpan<byte> utf8)
        {
            _many = new HashSet<string>(FoldedComparer.Instance);
            for (var i = 0; i < _count; i++)
                _many.Add(Encoding.UTF8.GetString(utf8.Slice(_few[i].Start, _few[i].Length)));
        }
    }

    /// <summary>
    /// Equal ignoring case, also where Unicode folds to ASCII (the long s and the Kelvin sign): a parser in another
    /// language may fold what .NET's does not.
    /// </summary>
    private sealed class FoldedComparer : IEqualityComparer<string>
    {
        public static readonly FoldedComparer Instance = new();

        public bool Equals(string? x, string? y) => string.Equals(Fold(x!), Fold(y!), StringComparison.OrdinalIgnoreCase);

        public int GetHashCode(string text) => StringComparer.OrdinalIgnoreCase.GetHashCode(Fold(text));

        private static string Fold(string text) => text.Replace('\u017F', 's').Replace('\u212A', 'k');
    }
}
