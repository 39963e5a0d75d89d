using Microsoft.Extensions.Internal;

namespace McpGuard;

/// <summary>The guard's clock, for caches.</summary>
internal sealed class GuardClock(TimeProvider time) : ISystemClock
{
    public DateTimeOffset UtcNow => time.GetUtcNow();
}
