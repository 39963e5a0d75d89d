using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>A document, or its absence, at an address.</summary>
/// <param name="Address">Null if there is no address that may be asked.</param>
/// <param name="Answer">Null if it was not asked.</param>
internal sealed record PlacedDocument(Uri? Address, WireAnswer? Answer)
{
    public JsonElement? Document => Answer?.Document;
}
