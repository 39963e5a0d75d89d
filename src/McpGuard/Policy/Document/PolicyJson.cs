using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Writes what a policy's version stands for.</summary>
[JsonSerializable(typeof(PolicyPart))]
internal sealed partial class PolicyJson : JsonSerializerContext;
