using System.Text.Json;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Gateways;

/// <summary>A request that a product sent to a server, with the client's request for it.</summary>
/// <param name="Name">What is special about it.</param>
/// <param name="Layer">The product, and the kind of its configuration.</param>
/// <param name="Host">The route's host.</param>
/// <param name="Client">The headers that the client sent, as lines.</param>
/// <param name="Body">The body.</param>
/// <param name="Recorded">The headers that arrived, as lines in order; see <see cref="HeaderShape"/>.</param>
internal sealed record RecordedLayer(string Name, string Layer, string? Host, string[] Client, string Body, string[] Recorded)
{
    public static IReadOnlyList<RecordedLayer> All { get; } = Read();

    public override string ToString() => Name;

    private static RecordedLayer[] Read() =>
        JsonSerializer.Deserialize<RecordedLayer[]>(File.ReadAllText(Path.Combine(Built.RecordedGateways, "recorded.json")), JsonSerializerOptions.Web)!;
}
