using System.Runtime.CompilerServices;

namespace McpGuard.Tests.State;

internal sealed class RateLimitsTests
{
    private readonly RateLimits _limits = new();

    [Test]
    public void Counters_outlive_a_reload_of_the_policy_that_uses_them()
    {
        var before = _limits.Get("rule", 10, TimeSpan.FromMinutes(1), RatePartition.Caller);

        Assert.That(_limits.Get("rule", 10, TimeSpan.FromMinutes(1), RatePartition.Caller), Is.SameAs(before));
    }

    [Test]
    public void Counters_that_no_policy_uses_any_more_are_let_go()
    {
        for (var calls = 1; calls <= 3000; calls++)
            Use(calls);

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Use(1);

        Assert.That(_limits.Count, Is.LessThan(10));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Use(int calls) => _limits.Get("rule", calls, TimeSpan.FromMinutes(1), RatePartition.Caller).Take("caller", 1).Dispose();
}
