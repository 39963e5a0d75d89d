using System.Globalization;

namespace McpGuard;

/// <summary>One step of the way into an instance: the name of a member, or the index of an item.</summary>
internal readonly record struct PathSegment(string? Name, int Index = 0)
{
    public static string Pointer(IEnumerable<PathSegment> path) => string.Concat(path.Select(segment => $"/{segment}"));

    public override string ToString() =>
        Name?.Replace("~", "~0", StringComparison.Ordinal).Replace("/", "~1", StringComparison.Ordinal) ?? Index.ToString(CultureInfo.InvariantCulture);
}
