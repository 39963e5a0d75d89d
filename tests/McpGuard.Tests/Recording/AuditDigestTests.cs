using System.Text.Json;
using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Recording;

[TestFixture]
internal sealed class AuditDigestTests
{
    private static readonly byte[] _key = new byte[32];

    [Test]
    public void Ended_threads_leave_no_state()
    {
        using var pool = new DigestPool(_key);
        using var start = new Barrier(10 * pool.Limit);
        var threads = Enumerable.Range(0, start.ParticipantCount).Select(_ => new Thread(() =>
        {
            var state = pool.Rent();
            start.SignalAndWait();
            pool.Return(state);
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();

        Assert.That(pool.Count, Is.GreaterThan(0).And.LessThanOrEqualTo(pool.Limit));
    }

    [Test]
    public void Buffer_of_large_arguments_is_not_kept()
    {
        using var pool = new DigestPool(_key);
        var state = pool.Rent();
        state.Content.GetSpan(1024 * 1024);
        pool.Return(state);

        Assert.That(pool.Count, Is.Zero);
    }

    [Test]
    public void Nothing_that_comes_back_after_the_end_is_kept()
    {
        var pool = new DigestPool(_key);
        var state = pool.Rent();
        pool.Dispose();
        pool.Return(state);

        Assert.That(pool.Count, Is.Zero);
    }

    [Test]
    public void Warm_digest_allocates_nothing()
    {
        using var digest = New();
        string[] names = ["a"];
        var arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal) { ["a"] = JsonElement.Parse("1") };
        digest.OfArguments(names, arguments);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var i = 0; i < 100; i++)
            digest.OfArguments(names, arguments);

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.Zero);
    }

    [Test]
    public void Digest_that_failed_changes_no_later_one()
    {
        using var digest = New();
        var expected = digest.OfTexts("b");

        Assert.That(() => digest.OfTexts(Failing()), Throws.InvalidOperationException);
        Assert.That(digest.OfTexts("b"), Is.EqualTo(expected));
    }

    private static AuditDigest New() => new(Options.Create(new McpGuardOptions()));

    private static IEnumerable<string> Failing()
    {
        yield return "a";
        throw new InvalidOperationException();
    }
}
