using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>What all stores of the guard's state have in common for their contracts.</summary>
internal abstract class StoreContract
{
    protected const int Racers = 50;

    protected FakeTimeProvider Time { get; private set; } = null!;

    protected DateTimeOffset Now => Time.GetUtcNow();

    [SetUp]
    public void StartClock() => Time = new(Callers.Now);

    /// <summary>Asks the same at the same time, from as many threads as there are.</summary>
    protected static async Task<TAnswer[]> RaceAsync<TAnswer>(Func<int, ValueTask<TAnswer>> ask)
    {
        var start = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var racers = Enumerable.Range(0, Racers).Select(async number =>
        {
            await start.Task;
            return await ask(number);
        }).ToArray();
        start.SetResult();
        return await Task.WhenAll(racers);
    }
}
