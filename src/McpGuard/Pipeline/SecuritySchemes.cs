using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// The scopes of a listed tool, where OpenAI's products look for them: every scope that a challenge for a call of the tool can name, since
/// these products request no others. The server's own definition is not changed.
/// </summary>
internal static class SecuritySchemes
{
    private const string Member = "securitySchemes";

    /// <param name="tool">The listed tool.</param>
    /// <param name="rule">Its rule, or null if it has none.</param>
    public static Tool Add(Tool tool, TargetRule? rule)
    {
        if (rule is null)
            return tool;

        var meta = tool.Meta?.DeepClone().AsObject() ?? [];
        var scopes = rule.Requirements.Where(requirement => requirement.Mode == PolicyMode.Enforce)
            .SelectMany(requirement => requirement.Scopes.Requested)
            .Select(rule.Settings.Scopes.RequestName)
            .Distinct(StringComparer.Ordinal);
        meta[Member] = new JsonArray(new JsonObject { ["type"] = "oauth2", ["scopes"] = new JsonArray([.. scopes.Select(scope => (JsonNode)scope)]) });
        return new Tool
        {
            Name = tool.Name,
            Title = tool.Title,
            Description = tool.Description,
            InputSchema = tool.InputSchema,
            OutputSchema = tool.OutputSchema,
            Annotations = tool.Annotations,
            Icons = tool.Icons,
            Meta = meta,
        };
    }
}
