using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Moq;

namespace McpGuard.Tests.Policy.Conditions;

/// <summary>Every registered list is asked on every decision, and one that cannot answer refuses.</summary>
[TestFixture]
[Category("REV-5")]
internal sealed class RevokedCallerTests
{
    private readonly FakeLogger<AccessPolicy> _log = new();

    [Test]
    public void Revoked_caller_is_refused_wherever_it_is_judged()
    {
        var probe = Probe.Open();
        var harness = new PolicyHarness(null, probe.Tool);
        Assert.That(harness.Judge(Callers.With(), probe.Tool), Is.EqualTo(ReasonCode.Allowed));

        harness.Revocations.Revoke(new() { Issuer = Callers.Issuer, Subject = "alice" });

        Assert.That(harness.Judge(Callers.With()), Is.EqualTo(ReasonCode.TokenRevoked));
        Assert.That(harness.Judge(Callers.With(), probe.Tool), Is.EqualTo(ReasonCode.TokenRevoked));
        Assert.That(harness.Policy.FindEnd(Callers.With()), Is.EqualTo(ReasonCode.TokenRevoked));
    }

    [Test]
    public void Revocation_is_the_first_reason_for_a_refusal()
    {
        var harness = new PolicyHarness(options => options.Callers.Delegation = DelegationMode.Required);
        harness.Revocations.Revoke(new() { Issuer = Callers.Issuer });

        Assert.That(harness.DecideByName(Callers.With(), "nope")!.Reason, Is.EqualTo(ReasonCode.TokenRevoked));
    }

    [Test]
    public void Expired_caller_gets_that_reason_and_no_list_is_asked()
    {
        var list = new Mock<IRevocationList>(MockBehavior.Strict);
        list.Setup(l => l.NeverBlocks).Returns(true);

        Assert.That(Judge(Callers.With(expiresAt: Callers.Now), list.Object), Is.EqualTo(ReasonCode.TokenExpired));
    }

    [TestCase(true, false)]
    [TestCase(false, true)]
    public void One_list_of_several_is_enough(bool first, bool second) =>
        Assert.That(Judge(Callers.With(), Saying(first), Saying(second)), Is.EqualTo(ReasonCode.TokenRevoked));

    [Test]
    public void Caller_that_no_list_names_is_allowed() =>
        Assert.That(Judge(Callers.With(), Saying(false), Saying(false)), Is.EqualTo(ReasonCode.Allowed));

    [Test]
    public void List_that_fails_refuses_and_is_reported()
    {
        Assert.That(Judge(Callers.With(), Saying(false), Failing()), Is.EqualTo(ReasonCode.InternalError));
        Assert.That(_log.Collector.LatestRecord.Exception, Is.TypeOf<IOException>());
    }

    private ReasonCode Judge(DelegatedCaller caller, params IRevocationList[] lists)
    {
        var harness = new PolicyHarness();
        return new AccessPolicy(new LivePolicy(harness.Rules), lists, harness.Conditions, harness.Time, _log).DecideCaller(harness.Rules, caller).Reason;
    }

    private static IRevocationList Saying(bool isRevoked) => Mock.Of<IRevocationList>(list => list.IsRevoked(It.IsAny<DelegatedCaller>()) == isRevoked);

    private static IRevocationList Failing()
    {
        var list = new Mock<IRevocationList>();
        list.Setup(l => l.IsRevoked(It.IsAny<DelegatedCaller>())).Throws(new IOException("The store is away."));
        return list.Object;
    }
}
