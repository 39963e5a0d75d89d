using System.Diagnostics.Metrics;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.TestSupport;

/// <summary>Instruments for parts that a test makes by itself.</summary>
internal static class Meters
{
    private static readonly IMeterFactory _factory = new ServiceCollection().AddMetrics().BuildServiceProvider().GetRequiredService<IMeterFactory>();

    public static ApprovalMetrics Metrics() => new(_factory);
}
