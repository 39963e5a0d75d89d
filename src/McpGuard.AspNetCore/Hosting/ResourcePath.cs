using Microsoft.AspNetCore.Routing.Patterns;

namespace McpGuard;

/// <summary>
/// Compares the path of the resource, which clients use, with the mapped paths of the server. A proxy may remove the start of a path, and a
/// server may be one of several below a resource. Any other difference is a mistake.
/// </summary>
internal static class ResourcePath
{
    public static string? FindProblem(string setting, string resource, RoutePattern[] mapped)
    {
        string[] path = [.. new Uri(resource).AbsolutePath.Split('/', StringSplitOptions.RemoveEmptyEntries).Select(Uri.UnescapeDataString)];
        return Array.Exists(mapped, pattern => Fits(path, pattern))
            ? null
            : $"{setting} is '{resource}', and MapMcp serves {Text(mapped)}, so requests for the resource do not reach it. " +
            $"Write MapMcp(\"/{string.Join('/', path)}\"), or set Resource to the address that clients use.";
    }

    /// <summary>The mapped paths, for messages.</summary>
    public static string Text(IEnumerable<RoutePattern> mapped) =>
        string.Join(", ", mapped.Select(pattern => $"'/{pattern.RawText?.Trim('/')}'").Distinct(StringComparer.Ordinal));

    private static bool Fits(string[] path, RoutePattern pattern)
    {
        var segments = pattern.PathSegments;
        var compared = Math.Min(path.Length, segments.Count);
        var end = path.Length - compared;

        // The mapped path is the end of the resource's path, or starts with it.
        return pattern.Parameters.Any(parameter => parameter.IsCatchAll) ||
            Enumerable.Range(0, compared).All(index => IsMatch(segments[index], path[end + index]));
    }

    // Routing ignores the case of literals, and a parameter may have any value.
    private static bool IsMatch(RoutePatternPathSegment segment, string text) =>
        segment is not { IsSimple: true, Parts: [RoutePatternLiteralPart literal] } || literal.Content.Equals(text, StringComparison.OrdinalIgnoreCase);
}
