using System.Globalization;
using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>Writes paths in the policy document, as in <c>$.tools.transfer['odd name'][0]</c>.</summary>
internal static partial class JsonPath
{
    public static string Member(string path, string name) =>
        PlainName().IsMatch(name) ? $"{path}.{name}" : $"{path}[{Quote(name)}]";

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>A name in quotes for a message: shortened, on one line, with its own quotes escaped.</summary>
    public static string Quote(string name)
    {
        const int Longest = 64;
        var escaped = string.Concat(name.Take(Longest).Select(character => character switch
        {
            '\'' or '\\' => $"\\{character}",
            _ when char.IsControl(character) || char.IsSurrogate(character) => $"\\u{(int)character:x4}",
            _ => character.ToString(),
        }));

        return name.Length > Longest ? $"'{escaped}…'" : $"'{escaped}'";
    }

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$-]{0,63}\z")]
    private static partial Regex PlainName();
}

/// <summary>A location in a schema: as a path from the root of the policy document, and as a JSON pointer from the root of the schema.</summary>
internal readonly record struct SchemaLocation(string Path, string Pointer)
{
    public SchemaLocation Member(string name) =>
        new(JsonPath.Member(Path, name), $"{Pointer}/{name.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal)}");

    public SchemaLocation Item(int index) => new(JsonPath.Item(Path, index), $"{Pointer}/{index}");
}
