using System.Text.Json.Serialization;

namespace McpGuard.Cli.Tokens;

[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class OfflineJson : JsonSerializerContext;
