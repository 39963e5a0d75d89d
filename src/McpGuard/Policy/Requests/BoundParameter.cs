using System.Text.Json;

namespace McpGuard;

/// <summary>One parameter of a tool or prompt.</summary>
/// <param name="Type">What its values are bound to, or null if that is not known.</param>
/// <param name="Default">What it gets when nothing is sent, or null if it then gets nothing or nobody knows what.</param>
/// <param name="IsRequired">Whether a call without it does not run.</param>
internal sealed record BoundParameter(BoundType? Type, JsonElement? Default, bool IsRequired);
