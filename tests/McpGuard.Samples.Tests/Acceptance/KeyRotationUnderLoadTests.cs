using System.Collections.Concurrent;
using System.Net;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The provider's keys change twice while clients continue to call, each with tokens fetched a moment ago.</summary>
internal sealed class KeyRotationUnderLoadTests
{
    private readonly ConcurrentBag<(HttpStatusCode Status, string KeyId)> _good = [];
    private readonly ConcurrentBag<HttpStatusCode> _bad = [];
    private int _rounds;

    [Test]
    [Category("TOK-27")]
    public async Task Keys_are_rotated_under_load_without_a_wrong_answer()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var stop = new CancellationTokenSource();
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(() => CallAsync(world, stop.Token))).ToArray();

        await PassAsync(20, callers);

        // The first new key is used before anybody can know it. That has the server read the keys, and not again for a
        // while; so the second one, as a good provider's would be, is published before it is used.
        await world.Provider!.DoAsync("publish");
        await world.Provider.DoAsync("rotate");
        await PassAsync(30, callers);
        await world.Provider.DoAsync("promote");
        await PassAsync(30, callers);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.That(_good.Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.OK));
        Assert.That(_good.Select(answer => answer.KeyId).Distinct().Count(), Is.EqualTo(3));
        Assert.That(_bad, Has.All.EqualTo(HttpStatusCode.Unauthorized));
    }

    private async Task CallAsync(ProviderWorld world, CancellationToken stop)
    {
        while (!stop.IsCancellationRequested)
        {
            var token = await world.Provider!.ExchangeAsync(await world.Provider.TokenAsync());
            _bad.Add((await world.CallAsync(Tampering.SignedByAnother(token))).Status);
            for (var call = 0; call < 2; call++)
                _good.Add(((await world.CallAsync(token)).Status, Tampering.KeyId(token)));
            _bad.Add((await world.CallAsync(Tampering.With(token))).Status);
            Interlocked.Increment(ref _rounds);
        }
    }

    private async Task PassAsync(int count, Task[] callers)
    {
        using var limit = new CancellationTokenSource(StartedProgram.Limit);
        for (var until = Volatile.Read(ref _rounds) + count; Volatile.Read(ref _rounds) < until && !Array.Exists(callers, caller => caller.IsCompleted);)
            await Task.Delay(10, limit.Token);
    }
}
