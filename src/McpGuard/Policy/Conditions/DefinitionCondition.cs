using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The tool is the reviewed one: when it is listed, and when it is called.</summary>
/// <param name="pinned">The digest of the reviewed definition.</param>
/// <param name="tool">The tool; null if a handler serves it, so that its definition is unknown.</param>
internal sealed class DefinitionCondition(string pinned, McpServerTool? tool) : Condition
{
    private const string NaturalSchemas = "2026-07-28";

    public override string Name => "definition";

    public override ReasonCode Reason => ReasonCode.TargetChanged;

    public override string Demand => $"the definition {pinned}";

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        var actual = ToolDefinition.DigestOf(tool);
        return new(ConditionResult.Of(pinned == actual, actual ?? "unknown"));
    }

    /// <summary>Whether an entry of a list, which filters may have changed, is the reviewed one.</summary>
    public bool IsMetBy(Tool listed, string? protocolVersion)
    {
        if (ReferenceEquals(listed, tool?.ProtocolTool))
            return pinned == ToolDefinition.DigestOf(tool);

        // For older protocol versions the server writes the output schema in another form.
        return pinned == ToolDefinition.DigestOf(string.CompareOrdinal(protocolVersion, NaturalSchemas) >= 0 ? listed : new Tool
        {
            Name = listed.Name,
            Title = listed.Title,
            Description = listed.Description,
            InputSchema = listed.InputSchema,
            OutputSchema = tool?.ProtocolTool.OutputSchema,
            Annotations = listed.Annotations,
        });
    }
}
