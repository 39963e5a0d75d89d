using System.Reflection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The versions of the MCP SDK that McpGuard is tested with. Some filters that the guard needs are experimental in the SDK, so
/// another version may behave differently.
/// </summary>
internal sealed record TestedSdk(Version Oldest, Version Newest)
{
    /// <summary>The range that this build of McpGuard is tested with.</summary>
    public static TestedSdk Range { get; } = new(Read(nameof(Oldest)), Read(nameof(Newest)));

    /// <summary>The version of the SDK that is loaded.</summary>
    public static Version Loaded { get; } = VersionOf(typeof(McpServer).Assembly);

    /// <summary>Logs one warning if a version is outside the range.</summary>
    public void WarnIfUntested(Version version, ILogger logger)
    {
        if (version < Oldest || version > Newest)
            Quietly.Run(() => Log.SdkUntested(logger, version, Oldest, Newest));
    }

    private static Version Read(string end) =>
        Version.Parse(typeof(TestedSdk).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(metadata => metadata.Key == $"McpSdk{end}").Value!);

    // The assembly's own version may keep its last parts at zero.
    private static Version VersionOf(Assembly assembly)
    {
        var text = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion ?? "";
        return Version.TryParse(text.Split('+', '-')[0], out var version) ? version : assembly.GetName().Version!;
    }
}
