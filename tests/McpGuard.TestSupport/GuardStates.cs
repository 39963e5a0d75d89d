using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace McpGuard.TestSupport;

/// <summary>What the guard remembers, in stores of a test's choice.</summary>
internal static class GuardStates
{
    public static GuardState Of(RemoteStores stores, TimeProvider time, ILogger<GuardState>? logger = null) =>
        new(stores, stores, stores, time, logger ?? NullLogger<GuardState>.Instance);

    public static IMcpServerBuilder WithStores(this IMcpServerBuilder builder, RemoteStores stores)
    {
        builder.Services.AddSingleton<IReplayStore>(stores).AddSingleton<ITaskOwnerStore>(stores).AddSingleton<IRateCounter>(stores);
        return builder;
    }
}
