using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A tool with parameters that are maps, and with others that an object fits too. It answers with the keys that it received.</summary>
internal static class MapTools
{
    public const string Name = "post";

    public static McpServerTool Create() => McpServerTool.Create(
        [AllowAnyCaller] (
            Dictionary<string, JsonElement>? map = null, IDictionary<string, int>? anyMap = null, IReadOnlyDictionary<string, string>? readMap = null,
            Keyed? folded = null, SortedDictionary<string, int>? sorted = null, Person? person = null, JsonElement? json = null, JsonObject? node = null) =>
            string.Join(' ', map?.Keys ?? anyMap?.Keys ?? readMap?.Keys ?? folded?.Keys ?? (IEnumerable<string>)["none"]),
        new() { Name = Name });

    /// <summary>A tool of the same name that needs the scope <c>post</c>.</summary>
    public static McpServerTool CreateScoped() => McpServerTool.Create(
        [RequireScope("post")] (Dictionary<string, string> map) => string.Join(' ', map.Keys), new() { Name = Name });

    internal sealed record Person(string A);

    internal sealed class Keyed() : Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
}
