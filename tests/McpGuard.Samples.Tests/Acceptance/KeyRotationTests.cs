using System.Collections.Concurrent;
using System.Net;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The provider's keys change while clients go on calling, and the provider itself goes and comes back.</summary>
internal sealed class KeyRotationTests
{
    [Test]
    [Category("TOK-27")]
    public async Task Keys_are_rotated_under_load_without_a_wrong_answer()
    {
        await using var world = await ProviderWorld.StartAsync();
        using var stop = new CancellationTokenSource();
        var answers = new ConcurrentBag<(bool IsGood, HttpStatusCode Status)>();
        var rounds = 0;
        var callers = Enumerable.Range(0, 4).Select(_ => Task.Run(async () =>
        {
            while (!stop.IsCancellationRequested)
            {
                var token = await world.Provider!.ExchangeAsync(await world.Provider.TokenAsync());
                answers.Add((true, (await world.CallAsync(token)).Status));
                answers.Add((true, (await world.CallAsync(token)).Status));
                answers.Add((false, (await world.CallAsync(Tampering.With(token))).Status));
                Interlocked.Increment(ref rounds);
            }
        })).ToArray();

        await PassAsync(20);
        await world.Provider!.DoAsync("rotate");
        await PassAsync(40);
        await stop.CancelAsync();
        await Task.WhenAll(callers);

        Assert.That(answers.Where(answer => answer.IsGood).Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.OK));
        Assert.That(answers.Where(answer => !answer.IsGood).Select(answer => answer.Status), Has.All.EqualTo(HttpStatusCode.Unauthorized));

        async Task PassAsync(int count)
        {
            using var limit = new CancellationTokenSource(StartedProgram.Limit);
            for (var until = Volatile.Read(ref rounds) + count; Volatile.Read(ref rounds) < until && !Array.Exists(callers, caller => caller.IsCompleted);)
                await Task.Delay(10, limit.Token);
        }
    }

    [Test]
    [Category("TOK-30")]
    public async Task Key_that_cannot_be_looked_for_yet_is_no_reason_to_throw_a_good_token_away()
    {
        await using var world = await ProviderWorld.StartAsync();
        Assert.That(await StatusAsync(world), Is.EqualTo(HttpStatusCode.OK));
        await world.Provider!.DoAsync("rotate");
        Assert.That(await StatusAsync(world), Is.EqualTo(HttpStatusCode.OK));

        await world.Provider.DoAsync("rotate");
        var (status, retryAfter) = await world.CallAsync(await world.Provider.TokenAsync());

        Assert.That(status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(retryAfter, Is.GreaterThan(TimeSpan.Zero));
    }

    [Test]
    [Category("TOK-28")]
    public async Task Tokens_are_judged_by_the_last_keys_while_the_provider_is_gone()
    {
        await using var world = await ProviderWorld.StartAsync();
        var known = await world.Provider!.TokenAsync();
        var unseen = await world.Provider.TokenAsync();
        Assert.That((await world.CallAsync(known)).Status, Is.EqualTo(HttpStatusCode.OK));

        await world.KillProviderAsync();
        Assert.That((await world.CallAsync(known)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await world.CallAsync(unseen)).Status, Is.EqualTo(HttpStatusCode.OK));
        Assert.That((await world.CallAsync(Tampering.With(unseen))).Status, Is.EqualTo(HttpStatusCode.Unauthorized));

        await world.StartProviderAsync();
        Assert.That(await StatusAsync(world), Is.EqualTo(HttpStatusCode.OK));
    }

    [Test]
    [Category("TOK-30")]
    public async Task Server_that_starts_before_its_provider_asks_to_come_again_and_then_serves()
    {
        await using var other = await ProviderWorld.StartAsync();
        var foreign = await other.Provider!.TokenAsync();
        await using var world = await ProviderWorld.StartAsync();
        var token = await world.Provider!.TokenAsync();
        await world.RestartServerWhileProviderIsGoneAsync();

        var (status, retryAfter) = await world.CallAsync(token);
        Assert.That(status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That(retryAfter, Is.GreaterThan(TimeSpan.Zero));
        Assert.That((await world.CallAsync(foreign)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), "Whoever the issuer is, it is not the server's.");

        await world.StartProviderAsync();
        await world.WaitUntilAsync(async () => (await world.CallAsync(token)).Status == HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(ProviderWorld world) => (await world.CallAsync(await world.Provider!.TokenAsync())).Status;
}
