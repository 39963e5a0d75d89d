using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Writes the options of issuers and gateways, to tell whether they have changed.</summary>
[JsonSerializable(typeof(IssuerOptions))]
[JsonSerializable(typeof(DeviceAssertionOptions))]
internal sealed partial class IssuerJson : JsonSerializerContext;
