using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.State;

internal sealed class SharedTableTests
{
    private const int Capacity = 100;

    private readonly FakeTimeProvider _time = new(Callers.Now);
    private SharedTable<string, int> _table = null!;

    [SetUp]
    public void SetUp() => _table = new SharedTable<string, int>(Capacity, _time);

    [Test]
    public void One_caller_cannot_take_more_than_its_share()
    {
        Assert.That(Fill("greedy", 1000), Is.EqualTo(Capacity / 10));
        Assert.That(Fill("other", 1), Is.EqualTo(1));
    }

    [Test]
    public void Caller_with_few_entries_has_room_in_a_full_table()
    {
        for (var i = 0; i < 10; i++)
            Fill($"greedy-{i}", 1000);

        Assert.That(_table.Count, Is.EqualTo(Capacity));
        Assert.That(Fill("other", 1), Is.EqualTo(1));
        Assert.That(Fill("greedy-0", 1), Is.Zero);
    }

    [Test]
    public void Table_is_bounded_however_many_callers_there_are()
    {
        for (var i = 0; i < 10_000; i++)
            Fill($"caller-{i}", 3);

        Assert.That(_table.Count, Is.LessThan(10_000 + Capacity).And.LessThanOrEqualTo(2 * Capacity));
    }

    [Test]
    public void Caller_with_most_entries_loses_its_own_oldest()
    {
        _table.TryAdd("other", "kept", 1, End());
        for (var i = 0; i < 1000; i++)
            _table.TryAddInPlaceOfOldest("greedy", $"greedy-{i}", i, End());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(_table.TryGet("kept", out _), Is.True);
            Assert.That(_table.TryGet("greedy-999", out _), Is.True);
            Assert.That(_table.TryGet("greedy-0", out _), Is.False);
        }
    }

    [Test]
    public void Entry_that_has_ended_is_gone_and_makes_room()
    {
        Fill("caller", 1000);
        _time.Advance(TimeSpan.FromMinutes(1));

        Assert.That(_table.TryGet("caller-0", out _), Is.False);
        Assert.That(Fill("caller", 1000), Is.EqualTo(Capacity / 10));
    }

    [Test]
    public void Key_that_is_taken_is_not_taken_again()
    {
        _table.TryAdd("one", "key", 1, End());

        Assert.That(_table.TryAdd("two", "key", 2, End()), Is.False);
        Assert.That(_table.TryAddInPlaceOfOldest("two", "key", 2, End()), Is.False);
        Assert.That(_table.TryGet("key", out var value) ? value : 0, Is.EqualTo(1));
    }

    [Test]
    public void Newcomer_replaces_the_oldest_entry_of_the_owner_with_most_entries()
    {
        for (var i = 0; i < 2 * Capacity; i++)
            _table.TryAdd($"caller-{i}", $"key-{i}", i, End());
        Assert.That(_table.TryAdd("newcomer", "new", 1, End()), Is.False);

        Assert.That(_table.TryAddOnly("newcomer", "new", 1, End()), Is.True);
        Assert.That(_table.TryAddOnly("newcomer", "another", 1, End()), Is.False, "It has its entry.");
        Assert.That(_table.Count, Is.LessThanOrEqualTo(2 * Capacity));
    }

    [TestCase(0)]
    [TestCase(1)]
    public void Table_without_room_refuses_and_no_exception(int capacity)
    {
        var table = new SharedTable<string, int>(capacity, _time);

        Assert.That(() => Enumerable.Range(0, 5).Count(i => table.TryAdd("one", $"key-{i}", i, End())), Is.EqualTo(capacity));
        Assert.That(() => table.TryAddInPlaceOfOldest("one", "other", 1, End()), Is.EqualTo(capacity > 0));
    }

    [Test]
    public void Removed_entry_makes_room()
    {
        Fill("caller", 1000);
        _table.Remove("caller-3");

        Assert.That(_table.TryAdd("caller", "new", 1, End()), Is.True);
    }

    private int Fill(string owner, int entries) => Enumerable.Range(0, entries).Count(i => _table.TryAdd(owner, $"{owner}-{i}", i, End()));

    private DateTimeOffset End() => _time.GetUtcNow().AddMinutes(1);
}
