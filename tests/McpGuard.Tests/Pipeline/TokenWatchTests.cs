using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Pipeline;

/// <summary>A token is looked at every second while something runs on it, and not after that.</summary>
[TestFixture]
[Category("REV-6")]
internal sealed class TokenWatchTests
{
    private readonly FakeLogger _logger = new();
    private PolicyHarness _harness = null!;

    [SetUp]
    public void SetUp()
    {
        _harness = new PolicyHarness();
        _logger.Collector.Clear();
    }

    [Test]
    public void Good_token_is_left_alone()
    {
        using var watch = Watch();
        _harness.Time.Advance(TimeSpan.FromSeconds(299));

        Assert.That((watch.Token.IsCancellationRequested, watch.Ended), Is.EqualTo((false, (ReasonCode?)null)));
    }

    [Test]
    public void End_is_noticed_within_a_second()
    {
        using var watch = Watch();
        _harness.Time.Advance(TimeSpan.FromSeconds(300));

        Assert.That((watch.Token.IsCancellationRequested, watch.Ended), Is.EqualTo((true, ReasonCode.TokenExpired)));
    }

    [Test]
    public void Revocation_is_noticed_within_a_second()
    {
        using var watch = Watch();
        _harness.Revocations.Revoke(new() { Issuer = Callers.Issuer });
        Assert.That(watch.Token.IsCancellationRequested, Is.False);

        _harness.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.That((watch.Token.IsCancellationRequested, watch.Ended), Is.EqualTo((true, ReasonCode.TokenRevoked)));
    }

    [Test]
    public void First_reason_stays()
    {
        using var watch = Watch();
        _harness.Revocations.Revoke(new() { Issuer = Callers.Issuer, Until = Callers.Now.AddSeconds(2) });

        _harness.Time.Advance(TimeSpan.FromSeconds(1));
        _harness.Time.Advance(TimeSpan.FromSeconds(300));

        Assert.That(watch.Ended, Is.EqualTo(ReasonCode.TokenRevoked));
    }

    [Test]
    [Category("RSP-21")]
    public void Aborted_call_does_not_count_as_the_end_of_the_token()
    {
        using var call = new CancellationTokenSource();
        using var watch = Watch(call.Token);

        call.Cancel();

        Assert.That((watch.Token.IsCancellationRequested, watch.Ended), Is.EqualTo((true, (ReasonCode?)null)));
    }

    [Test]
    public void Nothing_is_looked_at_when_the_call_is_over()
    {
        var watch = Watch();
        watch.Dispose();

        _harness.Time.Advance(TimeSpan.FromSeconds(600));

        Assert.That(watch.Ended, Is.Null);
    }

    [Test]
    public void Callbacks_that_throw_end_nothing_and_are_logged_once()
    {
        using var watch = Watch();
        var isOtherCalled = false;
        watch.Token.Register(() => isOtherCalled = true);
        watch.Token.Register(() => throw new InvalidOperationException("The tool's process is gone."));

        Assert.That(() => _harness.Time.Advance(TimeSpan.FromSeconds(310)), Throws.Nothing);
        Assert.That((watch.Ended, isOtherCalled), Is.EqualTo(((ReasonCode?)ReasonCode.TokenExpired, true)));
        Assert.That(_logger.Collector.GetSnapshot().Single().Exception, Has.Property("InnerException").Message.EqualTo("The tool's process is gone."));
    }

    private TokenWatch Watch(CancellationToken cancellationToken = default) => new(Callers.With(), _harness.Policy, _harness.Time, _logger, cancellationToken);
}
