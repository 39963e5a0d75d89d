using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Pipeline;

/// <summary>A state that was used stays used, however many others are used after it.</summary>
[TestFixture]
[Category("MRT-4")]
internal sealed class UsedStateTests
{
    [Test]
    public void Flood_of_others_does_not_make_a_used_state_good_again()
    {
        const int More = 150_000;
        var (harness, audit) = (new PolicyHarness(), new AuditHarness());
        var seal = new RequestStateSeal(Options.Create(new McpGuardOptions()), harness.Time);

        var used = Enumerable.Range(0, More).Where(TryUse).ToArray();

        Assert.That(used, Has.Length.LessThan(More), "There is a bound.");
        Assert.That(used.Where(TryUse), Is.Empty);
        Assert.That(seal.TryUse(Suspended(More, Callers.With(clientId: "agent-2"))), Is.True, "Another caller has room of its own.");

        bool TryUse(int number) => seal.TryUse(Suspended(number, Callers.With()));

        CallerPrincipal Suspended(int number, DelegatedCaller caller) => new(audit.Operation(caller: caller))
        {
            State = new OpenedState($"{number}", 1, harness.Time.GetUtcNow().AddMinutes(15)),
        };
    }
}
