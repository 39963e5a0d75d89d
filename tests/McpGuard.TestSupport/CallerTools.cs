using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>Tools that tell who calls them.</summary>
[McpServerToolType]
internal sealed class CallerTools
{
    [McpServerTool(Name = "who"), AllowAnyCaller]
    public static string Who(DelegatedCaller caller, SeenCaller seen) => Text(seen.Caller = caller);

    [McpServerTool(Name = "slow"), AllowAnyCaller]
    public static async Task<string> SlowAsync(DelegatedCaller caller, IServiceProvider services)
    {
        for (var i = 0; i < 5; i++)
            await Task.Yield();

        return $"{Text(caller)} {Text(services.GetRequiredService<DelegatedCaller>())}";
    }

    public static string Text(DelegatedCaller caller) => $"{caller.Subject}@{caller.Actor?.Subject}";
}

/// <summary>A prompt that tells who asks for it.</summary>
[McpServerPromptType]
internal sealed class CallerPrompts
{
    [AllowAnyCaller]
    [McpServerPrompt(Name = "who")]
    public static string Who(DelegatedCaller caller) => CallerTools.Text(caller);
}

/// <summary>A resource that tells who reads it.</summary>
[McpServerResourceType]
internal sealed class CallerResources
{
    [AllowAnyCaller]
    [McpServerResource(UriTemplate = "who://me", Name = "who")]
    public static string Who(DelegatedCaller caller) => CallerTools.Text(caller);
}

/// <summary>The caller of the last call of <c>who</c>.</summary>
internal sealed class SeenCaller
{
    public DelegatedCaller Caller { get; set; } = null!;
}
