using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A tool, a prompt and a resource that tell who asks.</summary>
[McpServerToolType]
[McpServerPromptType]
[McpServerResourceType]
internal sealed class HttpCallerTools
{
    [McpServerTool(Name = "who"), AllowAnyCaller]
    public static async Task<string> WhoAsync(DelegatedCaller caller, IServiceProvider services)
    {
        for (var i = 0; i < 5; i++)
            await Task.Yield();

        return $"{caller} {services.GetRequiredService<DelegatedCaller>()}";
    }

    [AllowAnyCaller]
    [McpServerPrompt(Name = "who")]
    public static string Prompt(DelegatedCaller caller) => $"{caller}";

    [AllowAnyCaller]
    [McpServerResource(UriTemplate = "who://me", Name = "who")]
    public static string Resource(DelegatedCaller caller) => $"{caller}";
}
