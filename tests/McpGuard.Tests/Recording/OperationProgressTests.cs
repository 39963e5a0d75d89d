using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Recording;

/// <summary>Whoever comes first takes a step, and nobody takes it again.</summary>
[TestFixture]
[Category("AUD-1")]
internal sealed class OperationProgressTests
{
    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly FakeTimeProvider _time = new();

    [Test]
    public void Decision_and_outcome_are_taken_once_however_many_try_at_once()
    {
        for (var round = 0; round < 2_000; round++)
        {
            var progress = new OperationProgress();
            var (decisions, outcomes) = (0, 0);
            Parallel.For(0, 4, i =>
            {
                if (progress.TryDecide(isAllowed: true))
                    Interlocked.Increment(ref decisions);
                if (i % 2 == 0 ? progress.TryEnd() : progress.TryClose())
                    Interlocked.Increment(ref outcomes);
            });

            Assert.That((decisions, outcomes), Is.EqualTo((1, 1)));
        }
    }

    [Test]
    public void Refused_operation_has_no_outcome()
    {
        var progress = new OperationProgress();

        Assert.That((progress.TryDecide(isAllowed: false), progress.TryHold(), progress.TryEnd(), progress.TryClose(), progress.TryBeginAgain()), Is.EqualTo((true, false, false, false, false)));
    }

    [Test]
    public void Undecided_operation_has_no_outcome()
    {
        var progress = new OperationProgress();

        Assert.That((progress.TryEnd(), progress.TryClose(), progress.IsDecided), Is.EqualTo((false, false, false)));
    }

    [Test]
    public void Outcome_that_a_filter_records_is_no_others()
    {
        var progress = new OperationProgress();
        progress.TryDecide(isAllowed: true);

        Assert.That((progress.TryHold(), progress.TryClose(), progress.TryEnd(), progress.TryEnd()), Is.EqualTo((true, false, true, false)));
    }

    [Test]
    public void Only_what_ran_begins_again()
    {
        var progress = new OperationProgress();
        progress.TryDecide(isAllowed: true);
        Assert.That(progress.TryBeginAgain(), Is.False);
        progress.TryHold();
        Assert.That(progress.TryBeginAgain(), Is.False);
        progress.TryEnd();
        Assert.That((progress.TryBeginAgain(), progress.TryBeginAgain(), progress.TryDecide(isAllowed: true)), Is.EqualTo((true, false, true)));
    }

    [Test]
    public async Task Decision_is_waited_for_but_not_for_ever()
    {
        var (decided, never) = (new OperationProgress(), new OperationProgress());
        var waiting = decided.WaitForDecisionAsync(_patience, _time).AsTask();
        var inVain = never.WaitForDecisionAsync(_patience, _time).AsTask();
        Assert.That((waiting.IsCompleted, inVain.IsCompleted), Is.EqualTo((false, false)));

        decided.TryDecide(isAllowed: true);
        await waiting;
        await decided.WaitForDecisionAsync(_patience, _time);
        _time.Advance(_patience);
        await inVain;
        Assert.That(never.IsDecided, Is.False);
    }
}
