using System.Net;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The provider's keys come and go, and so does the provider itself.</summary>
internal sealed class KeyRotationTests
{
    [Test]
    [Category("TOK-30")]
    public async Task Token_with_a_key_that_cannot_be_searched_for_yet_is_not_rejected_as_invalid()
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
    public async Task Token_of_a_withdrawn_key_is_refused_after_the_keys_are_read()
    {
        await using var world = await ProviderWorld.StartAsync();
        var token = await world.Provider!.TokenAsync();
        Assert.That((await world.CallAsync(token)).Status, Is.EqualTo(HttpStatusCode.OK));

        // A token of the new key is what has the server read the keys here, and not five minutes later.
        await world.Provider.DoAsync("rotate");
        await world.Provider.DoAsync("withdraw");
        Assert.That(await StatusAsync(world), Is.EqualTo(HttpStatusCode.OK));

        // The keys were read before the first search for this one, so its absence is not certain; or, much later, it is gone.
        Assert.That((await world.CallAsync(token)).Status, Is.AnyOf(HttpStatusCode.ServiceUnavailable, HttpStatusCode.Unauthorized));
        await world.RestartServerAsync();
        Assert.That((await world.CallAsync(token)).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
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
        Assert.That((await world.CallAsync(foreign)).Status, Is.EqualTo(HttpStatusCode.Unauthorized), "The issuer is not trusted by the server.");

        await world.StartProviderAsync();
        await world.WaitUntilAsync(async () => (await world.CallAsync(token)).Status == HttpStatusCode.OK);
    }

    private static async Task<HttpStatusCode> StatusAsync(ProviderWorld world) => (await world.CallAsync(await world.Provider!.TokenAsync())).Status;
}
