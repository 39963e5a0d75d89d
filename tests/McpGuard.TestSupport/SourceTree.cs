using System.Reflection;
using McpGuard.Testing;
using Microsoft.AspNetCore.Builder;

namespace McpGuard.TestSupport;

/// <summary>The sources and assemblies that are packed.</summary>
internal static class SourceTree
{
    private static readonly string _root = FindRoot();

    public static readonly Assembly Core = typeof(McpGuardOptions).Assembly;

    public static readonly Assembly[] Assemblies =
        [Core, typeof(AuditRecord).Assembly, typeof(McpGuardEndpointConventionBuilderExtensions).Assembly, typeof(TestAuthority).Assembly];

    /// <summary>
    /// Each source file of the packages: its path below <c>src</c>, with slashes, and its text. What a template copies is not compiled with them.
    /// </summary>
    public static IReadOnlyList<(string Path, string Text)> Files { get; } = [
        .. Directory.EnumerateFiles(PathOf("src"), "*.cs", SearchOption.AllDirectories)
            .Select(file => (Path: System.IO.Path.GetRelativePath(PathOf("src"), file).Replace('\\', '/'), Text: File.ReadAllText(file)))
            .Where(file => !file.Path.StartsWith("McpGuard.Templates/", StringComparison.Ordinal))
            .Where(file => !file.Path.StartsWith("McpGuard.Templates/", StringComparison.Ordinal))
            .Where(file => !file.Path.Contains("/obj/", StringComparison.Ordinal) && !file.Path.Contains("/bin/", StringComparison.Ordinal))
            .OrderBy(file => file.Path, StringComparer.Ordinal)];

    public static string PathOf(string relative) => System.IO.Path.Combine(_root, relative);

    private static string FindRoot()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(System.IO.Path.Combine(folder.FullName, "McpGuard.sln")))
            folder = folder.Parent;

        return folder?.FullName ?? throw new InvalidOperationException("The tests run inside the repository.");
    }
}
