using System.Reflection;

namespace Demo;

/// <summary>The programs that this one starts; the build says where they are.</summary>
internal static class StartedPrograms
{
    public static string HttpServer => PathOf("HttpServer");

    public static string Approvals => PathOf("Approvals");

    public static string StdioServer => PathOf("StdioServer");

    private static string PathOf(string program) => typeof(StartedPrograms).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == program)
        .Value!;
}
