using System.Net;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Introspection;

internal sealed class IntrospectionTurnsTests
{
    private static readonly IPAddress _stranger = IPAddress.Parse("203.0.113.7");
    private static readonly IPAddress _other = IPAddress.Parse("203.0.113.8");

    private readonly FakeTimeProvider _time = new(Callers.Now);
    private readonly TaskCompletionSource<string> _issuer = new();
    private IntrospectionTurns _turns = null!;

    [SetUp]
    public void SetUp() => _turns = new IntrospectionTurns(_time);

    [Test]
    public async Task Flood_from_one_network_does_not_keep_others_from_their_turn()
    {
        Flood(_stranger, 200);

        Assert.That(await _turns.RunAsync(_other, Token("new"), () => Task.FromResult("asked")), Is.EqualTo("asked"));
    }

    [Test]
    public async Task Flood_from_all_networks_of_one_site_does_not_keep_others_from_their_turn()
    {
        var open = Enumerable.Range(0, 2000).Sum(i => Flood(IPAddress.Parse($"2001:db8:1:{i:x}::1"), 1));
        Assert.That(open, Is.EqualTo(IntrospectionTurns.MaxOpenForNetwork));

        Assert.That(await _turns.RunAsync(_other, Token("new"), () => Task.FromResult("asked")), Is.EqualTo("asked"));
        Assert.That(
            await _turns.RunAsync(IPAddress.Parse("2001:db8:2::1"), Token("new"), () => Task.FromResult("asked")), Is.EqualTo("asked"));
    }

    [Test]
    public void Open_questions_of_a_network_are_limited()
    {
        Assert.That(Flood(_stranger, 200), Is.EqualTo(IntrospectionTurns.MaxOpenForNetwork));
        Assert.That(Flood(IPAddress.Parse("::ffff:203.0.113.7"), 10), Is.Zero);
    }

    [Test]
    public void Open_questions_of_all_networks_are_limited() =>
        Assert.That(Enumerable.Range(0, 100).Sum(i => Flood(IPAddress.Parse($"198.51.100.{i}"), 8)), Is.LessThan(IntrospectionTurns.MaxOpen));

    [Test]
    public async Task Token_that_was_good_before_has_a_turn_that_strangers_cannot_take()
    {
        _turns.NoteGood(Token("good"), Callers.Now.AddMinutes(5));
        for (var i = 0; i < 100; i++)
            Flood(IPAddress.Parse($"198.51.100.{i}"), 8);

        Assert.That(await _turns.RunAsync(_stranger, Token("good"), () => Task.FromResult("asked")), Is.EqualTo("asked"));
    }

    [Test]
    public async Task Token_that_waits_too_long_for_introspection_is_abandoned()
    {
        Flood(_stranger, 8);
        var waiting = _turns.RunAsync(_stranger, Token("late"), () => Task.FromResult("asked"));
        Assert.That(waiting.IsCompleted, Is.False);
        _time.Advance(TimeSpan.FromSeconds(6));

        Assert.That(await waiting, Is.Null);
    }

    [Test]
    public async Task Turn_is_free_again_after_its_question()
    {
        Flood(_stranger, 8);
        var waiting = _turns.RunAsync(_stranger, Token("late"), () => Task.FromResult("asked"));
        _issuer.SetResult("done");

        Assert.That(await waiting, Is.EqualTo("asked"));
    }

    // Asks about made-up tokens, and tells how many of the questions reach the issuer, which does not answer.
    private int Flood(IPAddress address, int tokens)
    {
        var open = 0;
        for (var i = 0; i < tokens; i++)
        {
            _ = _turns.RunAsync(address, Token($"{address} {i}"), () =>
            {
                open++;
                return _issuer.Task;
            });
        }

        return open;
    }

    private static TokenHash Token(string token) => TokenHash.Of(token);
}
