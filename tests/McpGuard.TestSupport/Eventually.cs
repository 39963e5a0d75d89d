namespace McpGuard.TestSupport;

/// <summary>Waits for what happens behind the requests, without guessing how long it takes.</summary>
internal static class Eventually
{
    public static Task IsTrueAsync(Func<bool> condition) => IsTrueAsync(() => Task.FromResult(condition()));

    public static async Task IsTrueAsync(Func<Task<bool>> condition)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(20));
        while (!await condition())
        {
            if (patience.IsCancellationRequested)
                Assert.Fail("It did not happen.");

            await Task.Delay(5, CancellationToken.None);
        }
    }
}
