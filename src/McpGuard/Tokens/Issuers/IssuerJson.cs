using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Serializes the options of issuers and gateways, to detect changes.</summary>
[JsonSerializable(typeof(IssuerOptions))]
[JsonSerializable(typeof(DeviceAssertionOptions))]
internal sealed partial class IssuerJson : JsonSerializerContext;
