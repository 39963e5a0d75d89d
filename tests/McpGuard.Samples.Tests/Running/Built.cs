using System.Reflection;

namespace McpGuard.Samples.Tests.Running;

/// <summary>Where the build has put what the tests start.</summary>
internal static class Built
{
    public static string HttpServer => Value("HttpServer");

    public static string Approvals => Value("Approvals");

    public static string ExistingApp => Value("ExistingApp");

    public static string Deploy => Value("Deploy");

    public static string StdioServer => Value("StdioServer");

    public static string Demo => Value("Demo");

    public static string BehindGateways => Value("BehindGateways");

    public static string Cli => Value("McpGuard.Cli");

    public static string ConformanceServer => Value("McpGuard.Conformance");

    public static string ConformanceSuite => Value("conformance");

    public static string NodeClients => Value("clients");

    public static string Collector => Value("collector");

    public static string NpmGateways => Value("npm-gateways");

    public static string RecordedGateways => Value("Gateways");

    public static string IdentityProvider => Value("identity-provider");

    public static string Inspector => Value("inspector");

    public static string Nginx => Value("nginx");

    private static string Value(string key) => typeof(Built).Assembly
        .GetCustomAttributes<AssemblyMetadataAttribute>()
        .Single(attribute => attribute.Key == key)
        .Value!;
}
