using System.Runtime.CompilerServices;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The parameters of a tool that are maps. Their keys are data, and two keys that differ only in case are two.</summary>
internal static class MapParameters
{
    private static readonly ConditionalWeakTable<McpServerTool, string[]> _all = [];

    public static bool Include(McpServerTool tool, IEnumerable<string> arguments)
    {
        var maps = _all.GetValue(tool, static tool => [.. ParameterTable.MapsOf(tool)]);
        return arguments.All(argument => maps.Contains(argument, StringComparer.Ordinal));
    }
}
