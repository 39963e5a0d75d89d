using System.Reflection;

namespace McpGuard.Benchmarks;

/// <summary>Where this program was built from.</summary>
internal static class Repository
{
    /// <summary>The directory of this project.</summary>
    public static string ProjectDirectory { get; } = typeof(Repository).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == nameof(ProjectDirectory))
        .Value!;
}
