using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>Writes an issuer's options, to tell whether they have changed.</summary>
[JsonSerializable(typeof(IssuerOptions))]
internal sealed partial class IssuerJson : JsonSerializerContext;
