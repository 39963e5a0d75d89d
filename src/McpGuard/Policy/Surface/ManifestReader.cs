using System.Text;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Reads a manifest as a server that declares and matches what the manifest says, and runs nothing.
/// </summary>
internal static class ManifestReader
{
    public const string Tools = "tools";
    public const string Prompts = "prompts";
    public const string Resources = "resources";

    private const int MaxLength = 16 * 1024 * 1024;
    private const int MaxMembers = 1_000_000;

    /// <exception cref="FormatException">The text is not a manifest.</exception>
    public static ServerSurface Read(string text)
    {
        try
        {
            var manifest = Deserialize(text);
            var server = Server(manifest);
            return new ServerSurface(() => server) { SessionsMayDiffer = manifest.SessionsMayDiffer, ManifestMethods = manifest.Methods };
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException or InvalidOperationException or NotSupportedException)
        {
            throw new FormatException($"The server manifest cannot be read: {exception.Message}", exception);
        }
    }

    private static ServerManifest Deserialize(string text)
    {
        if (text.Length > MaxLength)
            throw new FormatException($"The server manifest is longer than {MaxLength} characters.");

        switch (StrictJson.Check(Encoding.UTF8.GetBytes(text), McpJson.MaxDepth, MaxMembers))
        {
            case ReasonCode.DuplicateMember:
                throw new FormatException("The server manifest has an object with two members whose names are equal or differ only in case.");
            case ReasonCode.BodyTooLarge:
                throw new FormatException($"The server manifest has more than {MaxMembers} members.");
        }

        using (var json = JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = McpJson.MaxDepth }))
            RefuseNulls(json.RootElement, "$");

        var manifest = JsonSerializer.Deserialize(text, ManifestJson.Default.ServerManifest) ?? throw new FormatException("The server manifest is null.");
        if (manifest.Version != ServerManifest.Current)
            throw new FormatException($"The server manifest has the version {manifest.Version}. This release reads version {ServerManifest.Current}.");

        return manifest;
    }

    // The serializer lets a null into a list. A definition is the SDK's, and a default may be null.
    private static void RefuseNulls(JsonElement json, string path)
    {
        if (json.ValueKind == JsonValueKind.Null)
            throw new FormatException($"{path} is null, which says nothing. Leave it out.");

        if (json.ValueKind == JsonValueKind.Array)
        {
            foreach (var (index, item) in json.EnumerateArray().Index())
                RefuseNulls(item, $"{path}[{index}]");
        }

        if (json.ValueKind == JsonValueKind.Object)
        {
            foreach (var member in json.EnumerateObject().Where(member => member.Name is not ("definition" or "default")))
                RefuseNulls(member.Value, $"{path}.{member.Name}");
        }
    }

    private static McpServerOptions Server(ServerManifest manifest)
    {
        if (manifest.Handlers.FirstOrDefault(handler => handler is not (Tools or Prompts or Resources)) is { } unknown)
            throw new FormatException($"$.handlers has '{unknown}', which is not one of {Tools}, {Prompts}, {Resources}.");

        var server = new McpServerOptions
        {
            ToolCollection = Collect(Tools, manifest.Tools, (Tool tool, object[] metadata) => (McpServerTool)new ManifestTool(tool, metadata)),
            PromptCollection = Collect(Prompts, manifest.Prompts, (Prompt prompt, object[] metadata) => (McpServerPrompt)new ManifestPrompt(prompt, metadata)),
        };
        server.ResourceCollection = [];
        Fill(
            server.ResourceCollection,
            Resources,
            manifest.Resources,
            (ResourceTemplate template, object[] metadata) => new ManifestResource(template, metadata));
        server.Handlers.NotificationHandlers = [.. manifest.Notifications.Select(name =>
            KeyValuePair.Create<string, Func<JsonRpcNotification, CancellationToken, ValueTask>>(name, (_, _) => throw NotRun()))];
        if (manifest.Handlers.Contains(Tools))
            server.Handlers.CallToolHandler = (_, _) => throw NotRun();
        if (manifest.Handlers.Contains(Prompts))
            server.Handlers.GetPromptHandler = (_, _) => throw NotRun();
        if (manifest.Handlers.Contains(Resources))
            server.Handlers.ReadResourceHandler = (_, _) => throw NotRun();

        return server;
    }

    internal static NotSupportedException NotRun() => new("What is known from a manifest does not run.");

    private static McpServerPrimitiveCollection<TPrimitive> Collect<TDefinition, TPrimitive>(
        string member, IReadOnlyList<ManifestTarget> targets, Func<TDefinition, object[], TPrimitive> create)
        where TPrimitive : IMcpServerPrimitive
    {
        var collection = new McpServerPrimitiveCollection<TPrimitive>();
        Fill(collection, member, targets, create);
        return collection;
    }

    private static void Fill<TDefinition, TPrimitive>(
        McpServerPrimitiveCollection<TPrimitive> collection,
        string member,
        IReadOnlyList<ManifestTarget> targets,
        Func<TDefinition, object[], TPrimitive> create)
        where TPrimitive : IMcpServerPrimitive
    {
        for (var i = 0; i < targets.Count; i++)
        {
            var path = $"$.{member}[{i}]";
            var primitive = create(Define<TDefinition>(targets[i].Definition, $"{path}.definition"), Metadata(targets[i], path));
            if (string.IsNullOrWhiteSpace(primitive.Id))
                throw new FormatException($"{path}.definition has no name.");
            if (!collection.TryAdd(primitive))
                throw new FormatException($"{path}.definition has the name '{primitive.Id}', which another of the {member} has.");
        }
    }

    // What is read must be all that is written, or the digest of the definition would be another.
    private static TDefinition Define<TDefinition>(JsonElement json, string path)
    {
        TDefinition? definition;
        try
        {
            definition = json.Deserialize(ToolDefinition.TypeOf<TDefinition>());
        }
        catch (Exception exception) when (exception is JsonException or ArgumentException)
        {
            throw new FormatException($"{path} is not what a server lists: {exception.Message}", exception);
        }

        if (definition is null || CanonicalJson.Write(ToolDefinition.Members(definition)) != CanonicalJson.Write(json))
            throw new FormatException($"{path} has members or values that are not those of a {typeof(TDefinition).Name}.");

        return definition;
    }

    private static object[] Metadata(ManifestTarget target, string path) =>
    [
        new DeclaredParameters([.. target.Parameters.Select((parameter, index) => Parameter(parameter, $"{path}.parameters[{index}]"))], target.TakesOthers),
        .. target.Scopes.Count == 0 ? [] : new object[] { new RequireScopeAttribute([.. target.Scopes]) },
        .. target.AllowsAnyCaller ? new object[] { new AllowAnyCallerAttribute() } : [],
        .. target.Demands.Select((demand, index) => Demand(demand, $"{path}.demands[{index}]")),
    ];

    private static DeclaredParameter Parameter(ManifestParameter parameter, string path)
    {
        if (parameter.Type is { } type && type != DeclaredParameter.Any && !DeclaredParameter.KnownTypes.ContainsKey(type))
            throw new FormatException($"{path}.type is '{type}', which is not a known type. Leave it out if values of the type are known on the server only.");

        return new DeclaredParameter(
            parameter.Name, parameter.Type, parameter.Default.ValueKind == JsonValueKind.Undefined ? null : parameter.Default, parameter.IsRequired);
    }

    private static IDemand Demand(ManifestDemand demand, string path)
    {
        IDemand?[] found =
        [
            demand.Groups is { } groups ? new RequireGroupAttribute([.. groups]) : null,
            demand.Roles is { } roles ? new RequireRoleAttribute([.. roles]) : null,
            demand.SignInStrength is { } strength ? new RequireSignInStrengthAttribute(strength) : null,
            demand.FreshSignIn is { } seconds ? new RequireFreshSignInAttribute(seconds) : null,
            demand.Condition is { } condition ? new RequireConditionAttribute(condition) : null,
            demand.Unreadable is { } problem ? new UnreadableDemand(problem) : null,
        ];
        return found.OfType<IDemand>().ToArray() is [var only] ? only : throw new FormatException($"{path} does not have exactly one member.");
    }
}
