using System.Text;

namespace McpGuard.Tests.Tokens.Introspection;

/// <summary>How the issuer is asked, and about what.</summary>
[TestFixture]
internal sealed class IntrospectionRequestTests
{
    [Test]
    [Category("TOK-34")]
    public async Task Server_authenticates_in_the_header_with_each_part_encoded()
    {
        using var guard = new IntrospectionHarness(options => (options.ClientId, options.ClientSecret) = ("mcp server", "p:ä%+"));

        await guard.ValidateAsync("opaque/token+with=signs");

        var (method, path, authorization, body) = guard.Requests.Single();
        Assert.That((method, path), Is.EqualTo(("POST", "/introspect")));
        Assert.That(authorization, Is.EqualTo("Basic " + Convert.ToBase64String(Encoding.ASCII.GetBytes("mcp+server:p%3A%C3%A4%25%2B"))));
        Assert.That(body, Is.EqualTo("token=opaque%2Ftoken%2Bwith%3Dsigns&token_type_hint=access_token"));
    }

    [Test]
    [Category("TOK-34")]
    public async Task Server_authenticates_in_the_form_if_the_issuer_requires_it()
    {
        using var guard = new IntrospectionHarness(
            options => (options.Authentication, options.ClientSecret) = (IntrospectionAuthentication.Post, "the ä%+&=:secret"));

        await guard.ValidateAsync();

        var (_, _, authorization, body) = guard.Requests.Single();
        Assert.That(authorization, Is.Null);
        Assert.That(body, Does.EndWith("&client_id=mcp&client_secret=the+%C3%A4%25%2B%26%3D%3Asecret"));
    }

    [Test]
    public async Task Jwt_is_never_shown_to_the_issuer()
    {
        using var guard = new IntrospectionHarness();

        await guard.ReasonAsync(guard.Guard.Token().Build());
        await guard.ReasonAsync("a.b.c");

        Assert.That(guard.Requests, Is.Empty);
    }

    [Test]
    public async Task Opaque_token_is_malformed_without_introspection()
    {
        using var guard = new ValidatorHarness();

        Assert.That(await guard.ReasonAsync("opaque-token"), Is.EqualTo(ReasonCode.TokenMalformed));
    }

    [Test]
    public async Task Many_first_calls_with_one_token_ask_once()
    {
        using var gate = new ManualResetEventSlim();
        using var guard = new IntrospectionHarness();
        guard.Answer = () => { gate.Wait(); return guard.Active.ToJsonString(); };

        var calls = Enumerable.Range(0, 50).Select(_ => guard.ReasonAsync()).ToArray();
        gate.Set();

        Assert.That(await Task.WhenAll(calls), Has.All.EqualTo(ReasonCode.Allowed));
        Assert.That(guard.Requests, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Flood_of_invalid_tokens_does_not_flood_the_issuer()
    {
        using var gate = new ManualResetEventSlim();
        using var guard = new IntrospectionHarness();
        guard.Answer = () => { gate.Wait(); return """{"active":false}"""; };

        var calls = Enumerable.Range(0, 300).Select(i => guard.ReasonAsync($"made-up-{i}")).ToArray();
        var refusedAtOnce = await Task.WhenAll(calls[256..]);
        gate.Set();

        Assert.That(refusedAtOnce, Has.All.EqualTo(ReasonCode.IntrospectionUnavailable));
        Assert.That(await Task.WhenAll(calls[..256]), Has.All.EqualTo(ReasonCode.TokenInactive), "The others wait for their turn.");
        Assert.That(await guard.ReasonAsync("made-up-again"), Is.EqualTo(ReasonCode.TokenInactive), "The places are free again.");
    }

    [Test]
    public async Task Made_up_tokens_do_not_push_good_ones_out_of_memory()
    {
        using var guard = new IntrospectionHarness(configureAll: options => options.TokenCacheSize = 50);
        await guard.ReasonAsync("good");
        guard.Active["active"] = false;

        for (var i = 0; i < 200; i++)
            await guard.ReasonAsync($"made-up-{i}");

        Assert.That(guard.Guard.Cache.Find(TokenHash.Of("good")), Is.Not.Null);
    }
}
