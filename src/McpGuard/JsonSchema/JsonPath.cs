using System.Globalization;
using System.Text.RegularExpressions;

namespace McpGuard;

/// <summary>Writes where something stands in the policy document, as <c>$.tools.transfer['odd name'][0]</c>.</summary>
internal static partial class JsonPath
{
    public static string Member(string path, string name) =>
        PlainName().IsMatch(name) ? $"{path}.{name}" : $"{path}[{Quote(name)}]";

    public static string Item(string path, int index) => string.Create(CultureInfo.InvariantCulture, $"{path}[{index}]");

    /// <summary>A name as a message may show it: short, on one line, and with its quotes told apart from ours.</summary>
    public static string Quote(string name)
    {
        const int Longest = 64;
        var escaped = string.Concat(name.Take(Longest).Select(character =>
            character is '\'' or '\\' ? $"\\{character}" :
            char.IsControl(character) || char.IsSurrogate(character) ? $"\\u{(int)character:x4}" : character.ToString()));

        return name.Length > Longest ? $"'{escaped}…'" : $"'{escaped}'";
    }

    [GeneratedRegex(@"^[A-Za-z_$][A-Za-z0-9_$-]{0,63}\z")]
    private static partial Regex PlainName();
}
