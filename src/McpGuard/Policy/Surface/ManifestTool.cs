using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>A tool that is known from a manifest.</summary>
internal sealed class ManifestTool(Tool tool, object[] metadata) : McpServerTool
{
    public override Tool ProtocolTool => tool;

    public override IReadOnlyList<object> Metadata => metadata;

    public override ValueTask<CallToolResult> InvokeAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken = default) =>
        throw ManifestReader.NotRun();
}

/// <summary>A prompt that is known from a manifest.</summary>
internal sealed class ManifestPrompt(Prompt prompt, object[] metadata) : McpServerPrompt
{
    public override Prompt ProtocolPrompt => prompt;

    public override IReadOnlyList<object> Metadata => metadata;

    public override ValueTask<GetPromptResult> GetAsync(RequestContext<GetPromptRequestParams> request, CancellationToken cancellationToken = default) =>
        throw ManifestReader.NotRun();
}

/// <summary>A resource that is known from a manifest. It matches as the SDK's own do.</summary>
internal sealed class ManifestResource(ResourceTemplate template, object[] metadata) : McpServerResource
{
    private readonly McpServerResource _matcher = Create(static () => "", new() { UriTemplate = template.UriTemplate });

    public override ResourceTemplate ProtocolResourceTemplate => template;

    public override IReadOnlyList<object> Metadata => metadata;

    public override bool IsMatch(string uri) => _matcher.IsMatch(uri);

    public override ValueTask<ReadResourceResult> ReadAsync(RequestContext<ReadResourceRequestParams> request, CancellationToken cancellationToken = default) =>
        throw ManifestReader.NotRun();
}
