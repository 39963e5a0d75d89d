using System.Text.Json;

namespace McpGuard;

/// <summary>The arguments of one request in two readings: as the client has sent them, and as the target gets them.</summary>
/// <param name="Sent">The arguments as they were sent.</param>
/// <param name="Bound">The arguments as the target gets them, or null if that cannot be known.</param>
/// <param name="Doubt">Why <paramref name="Bound"/> cannot be known, or null if nothing speaks against it.</param>
/// <param name="WithNulls">The same with the parameters that get null when nothing is sent; null if there are none that a rule is about.</param>
internal sealed record BoundArguments(JsonElement Sent, JsonElement? Bound, SchemaFailure? Doubt = null, JsonElement? WithNulls = null);
