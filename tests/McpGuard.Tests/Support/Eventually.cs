namespace McpGuard.Tests;

/// <summary>Waits for what happens behind the calls, without guessing how long it takes.</summary>
internal static class Eventually
{
    public static async Task IsTrueAsync(Func<bool> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(60));
        while (!condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail("It did not happen.");

            await Task.Yield();
        }
    }
}
