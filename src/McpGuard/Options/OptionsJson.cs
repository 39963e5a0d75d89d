using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Knows the shape of all options without reflection: what reads them, compares them and names their version walks it.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(McpGuardOptions))]
[JsonSerializable(typeof(LiveSettings))]
internal sealed partial class OptionsJson : JsonSerializerContext;
