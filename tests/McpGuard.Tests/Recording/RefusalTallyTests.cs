using System.Net;
using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Recording;

internal sealed class RefusalTallyTests
{
    private static readonly DateTimeOffset _now = Callers.Now;

    [TestCase("203.0.113.7", "203.0.113.7", ExpectedResult = 0)]
    [TestCase("203.0.113.7", "203.0.113.8", ExpectedResult = 60)]
    [TestCase("203.0.113.7", "::ffff:203.0.113.7", ExpectedResult = 0)]
    [TestCase("2001:db8:0:1::1", "2001:db8:0:1:ffff::9", ExpectedResult = 0)]
    [TestCase("2001:db8:0:1::1", "2001:db8:0:2::1", ExpectedResult = 60)]
    public int Addresses_of_one_subscriber_share_their_records(string first, string second)
    {
        var tally = New();
        Take(tally, first, 60);

        return Take(tally, second, 60);
    }

    [Test]
    public void All_addresses_together_have_a_limit()
    {
        var tally = New();

        Assert.That(Enumerable.Range(0, 100).Sum(i => Take(tally, $"198.51.100.{i}", 60)), Is.EqualTo(600));
    }

    [Test]
    public void Window_that_ends_gives_new_room()
    {
        var tally = New();
        Take(tally, "203.0.113.7", 100);
        tally.Close();

        Assert.That(Take(tally, "203.0.113.7", 100), Is.EqualTo(60));
    }

    [Test]
    public void Every_refusal_is_recorded_or_counted_and_the_counts_are_few()
    {
        var tally = New();
        var random = new Random(20261128);
        var recorded = 0;
        for (var i = 0; i < 100_000; i++)
        {
            var address = new IPAddress(random.NextInt64(0, 20_000) << 8 | 10);
            recorded += tally.TryTake(address, random.Next(2) == 0 ? ReasonCode.CredentialMissing : ReasonCode.TokenExpired, _now) ? 1 : 0;
        }

        var sums = tally.Close();
        Assert.That(recorded + sums.Sum(sum => sum.Count), Is.EqualTo(100_000));
        Assert.That(sums, Has.Count.LessThanOrEqualTo(66));
        Assert.That(tally.Close(), Is.Empty);
    }

    [Test]
    public void Count_has_its_start_time()
    {
        var tally = New(perAddress: 0);
        var address = IPAddress.Parse("203.0.113.7");
        tally.TryTake(address, ReasonCode.TokenExpired, _now);
        tally.TryTake(address, ReasonCode.TokenExpired, _now.AddSeconds(5));

        Assert.That(tally.Close(), Is.EqualTo(new[] { new RefusalSum("203.0.113.7", ReasonCode.TokenExpired, 2, _now) }));
    }

    private static int Take(RefusalTally tally, string address, int times) =>
        Enumerable.Range(0, times).Count(_ => tally.TryTake(IPAddress.Parse(address), ReasonCode.CredentialMissing, _now));

    private static RefusalTally New(int perAddress = 60)
    {
        var options = new McpGuardOptions();
        options.Audit.Refusals.PerMinutePerAddress = perAddress;
        return new RefusalTally(Options.Create(options));
    }
}
