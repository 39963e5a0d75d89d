using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Writes what a server declares as a manifest.</summary>
internal static class ManifestWriter
{
    public static string Write(ServerSurface surface)
    {
        var (server, handlers) = (surface.Server, surface.Server.Handlers);
        var manifest = new ServerManifest(ServerManifest.Current)
        {
            Tools = InOrder(server.ToolCollection, tool => Target(tool, tool.ProtocolTool, ParameterTable.Declare(tool))),
            Prompts = InOrder(server.PromptCollection, prompt => Target(prompt, prompt.ProtocolPrompt, ParameterTable.Declare(prompt))),
            Resources = InOrder(server.ResourceCollection, resource =>
                Target(resource, resource.ProtocolResourceTemplate, UriBinding.Declare(resource.ProtocolResourceTemplate.UriTemplate, resource))),
            Handlers =
            [
                .. handlers.CallToolHandler is null ? [] : new[] { ManifestReader.Tools },
                .. handlers.GetPromptHandler is null ? [] : new[] { ManifestReader.Prompts },
                .. handlers.ReadResourceHandler is null ? [] : new[] { ManifestReader.Resources },
            ],
            Methods = [.. surface.HandledMethods.Order(StringComparer.Ordinal)],
            Notifications = [.. surface.HandledNotifications.Order(StringComparer.Ordinal)],
            SessionsMayDiffer = surface.SessionsMayDiffer,
        };
        return JsonSerializer.Serialize(manifest, ManifestJson.Default.ServerManifest);
    }

    private static ManifestTarget[] InOrder<T>(IEnumerable<T>? primitives, Func<T, ManifestTarget> write)
        where T : IMcpServerPrimitive => [.. (primitives ?? []).OrderBy(primitive => primitive.Id, StringComparer.Ordinal).Select(write)];

    private static ManifestTarget Target<T>(IMcpServerPrimitive primitive, T definition, DeclaredParameters parameters)
    {
        var declaration = Declaration.Of(primitive);
        return new ManifestTarget(ToolDefinition.Members(definition))
        {
            Scopes = [.. declaration.Scopes],
            AllowsAnyCaller = declaration.AllowsAnyCaller,
            Demands = [.. declaration.Demands.Select(Demand)],
            Parameters = [.. parameters.All.Select(Parameter)],
            TakesOthers = parameters.TakesOthers,
        };
    }

    private static ManifestDemand Demand(IDemand demand) => demand switch
    {
        RequireGroupAttribute group => new() { Groups = group.Groups },
        RequireRoleAttribute role => new() { Roles = role.Roles },
        RequireSignInStrengthAttribute strength => new() { SignInStrength = strength.Strength },
        RequireFreshSignInAttribute fresh => new() { FreshSignIn = fresh.MaxAgeSeconds },
        RequireConditionAttribute condition => new() { Condition = condition.Name },
        UnreadableDemand unreadable => new() { Unreadable = unreadable.Problem },
        _ => throw new InvalidOperationException($"A manifest has no form for {demand.GetType().Name}."),
    };

    private static ManifestParameter Parameter(DeclaredParameter parameter) =>
        new(parameter.Name) { Type = parameter.Type, Default = parameter.Default ?? default, IsRequired = parameter.IsRequired };
}
