using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>The shape of all options without reflection, for reading, comparing and versioning them.</summary>
[JsonSourceGenerationOptions(UseStringEnumConverter = true)]
[JsonSerializable(typeof(McpGuardOptions))]
[JsonSerializable(typeof(LiveSettings))]
internal sealed partial class OptionsJson : JsonSerializerContext;
