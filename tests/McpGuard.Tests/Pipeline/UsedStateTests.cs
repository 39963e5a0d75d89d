using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Pipeline;

/// <summary>A state that was used stays used, however many others are used after it.</summary>
[TestFixture]
[Category("MRT-4")]
internal sealed class UsedStateTests
{
    [Test]
    public async Task Flood_of_others_does_not_make_a_used_state_good_again()
    {
        const int More = 150_000;
        var (harness, audit) = (new PolicyHarness(), new AuditHarness());
        var seal = new RequestStateSeal(Options.Create(new McpGuardOptions()), harness.State, harness.Time);

        var used = new List<int>();
        for (var number = 0; number < More; number++)
        {
            if (await RefusalOfAsync(number) is null)
                used.Add(number);
        }

        Assert.That(used, Has.Count.LessThan(More), "There is a bound.");
        foreach (var number in used)
            Assert.That(await RefusalOfAsync(number), Is.EqualTo(ReasonCode.RequestStateRefused));
        Assert.That(
            await seal.UseAsync(Suspended(More, Callers.With(clientId: "agent-2")), CancellationToken.None), Is.Null, "Another caller has room of its own.");

        ValueTask<ReasonCode?> RefusalOfAsync(int number) => seal.UseAsync(Suspended(number, Callers.With()), CancellationToken.None);

        CallerPrincipal Suspended(int number, DelegatedCaller caller) => new(audit.Operation(caller: caller))
        {
            State = new OpenedState($"{number}", 1, harness.Time.GetUtcNow(), harness.Time.GetUtcNow().AddMinutes(15)),
        };
    }
}
