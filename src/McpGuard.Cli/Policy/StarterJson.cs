using System.Text.Json.Serialization;

namespace McpGuard.Cli.Policy;

[JsonSerializable(typeof(string))]
internal sealed partial class StarterJson : JsonSerializerContext;
