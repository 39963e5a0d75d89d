using Moq;

namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>A revocation list that blocks occupies a few threads of its own, and holds no request forever.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class TimeLimitedRevocationListTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMilliseconds(20);

    [Test]
    public async Task List_that_blocks_refuses_in_time_and_is_asked_again_when_it_answers()
    {
        using var list = new BlockingList();
        var patient = new TimeLimitedRevocationList(list, _deadline);

        for (var call = 0; call < 3 * TimeLimitedRevocationList.MaxThreads; call++)
            Assert.That(() => patient.IsRevoked(Callers.With()), Throws.InstanceOf<TimeoutException>());

        Assert.That(list.Entered, Is.LessThanOrEqualTo(TimeLimitedRevocationList.MaxThreads));
        list.GoOn.Set();
        await Eventually.IsTrueAsync(() => Answers(patient));
    }

    [Test]
    public void Result_and_exception_of_a_list_are_passed_on()
    {
        var revoking = Mock.Of<IRevocationList>(list => list.IsRevoked(It.IsAny<DelegatedCaller>()));
        Assert.That(TimeLimitedRevocationList.Of(revoking).IsRevoked(Callers.With()), Is.True);
        Assert.That(TimeLimitedRevocationList.Of(Mock.Of<IRevocationList>()).IsRevoked(Callers.With()), Is.False);

        var failing = new Mock<IRevocationList>();
        failing.Setup(list => list.IsRevoked(It.IsAny<DelegatedCaller>())).Throws(new IOException());
        Assert.That(() => TimeLimitedRevocationList.Of(failing.Object).IsRevoked(Callers.With()), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void List_is_asked_on_its_own_thread_unless_it_never_blocks()
    {
        var (own, request) = (new BlockingList(), new BlockingList { NeverBlocks = true });
        own.GoOn.Set();
        request.GoOn.Set();

        TimeLimitedRevocationList.Of(own).IsRevoked(Callers.With());
        TimeLimitedRevocationList.Of(request).IsRevoked(Callers.With());

        Assert.That(own.Thread, Is.Not.EqualTo(Environment.CurrentManagedThreadId));
        Assert.That(request.Thread, Is.EqualTo(Environment.CurrentManagedThreadId));
    }

    private static bool Answers(TimeLimitedRevocationList list)
    {
        try
        {
            return !list.IsRevoked(Callers.With());
        }
        catch (TimeoutException)
        {
            return false;
        }
    }

    private sealed class BlockingList : IRevocationList, IDisposable
    {
        private int _entered;

        public bool NeverBlocks { get; init; }

        public ManualResetEventSlim GoOn { get; } = new();

        public int Entered => _entered;

        public int Thread { get; private set; }

        public bool IsRevoked(DelegatedCaller caller)
        {
            Interlocked.Increment(ref _entered);
            Thread = Environment.CurrentManagedThreadId;
            GoOn.Wait(CancellationToken.None);
            return false;
        }

        public void Dispose() => GoOn.Dispose();
    }
}
