using System.Text.Json;

namespace McpGuard.Cli.Policy;

/// <summary>The tools, prompts and resources of a server manifest.</summary>
internal static class SurfaceTargets
{
    /// <returns>The method that uses each target, and its name. A resource template is not a target until its variables have values.</returns>
    public static IEnumerable<(string Method, string Target)> Of(ServerSurface surface)
    {
        using var manifest = JsonDocument.Parse(surface.ToJson());
        foreach (var (
                member,
                method,
                name) in new[] { ("tools", "tools/call", "name"), ("prompts", "prompts/get", "name"), ("resources", "resources/read", "uriTemplate") })
        {
            if (!manifest.RootElement.TryGetProperty(member, out var targets))
                continue;

            foreach (var target in targets.EnumerateArray())
            {
                if (target.GetProperty("definition").GetProperty(name).GetString() is { } text && !text.Contains('{', StringComparison.Ordinal))
                    yield return (method, text);
            }
        }
    }
}
