namespace McpGuard.Tests.Policy.Reference;

/// <summary>Whatever the policy and whatever is asked, the policy and a slow and obvious reading of it say the same.</summary>
[TestFixture]
internal sealed class ReferencePolicyTests
{
    private const int Policies = 200;
    private const int Requests = 100;

    private static readonly int[] _seeds = [1, 2, 3, 4, 5];

    [TestCaseSource(nameof(_seeds))]
    public async Task Random_policies_decide_on_random_requests_as_the_reference_does(int seed)
    {
        var random = new Random(seed);
        var reasons = new HashSet<ReasonCode>();
        for (var i = 0; i < Policies; i++)
        {
            var policy = SamplePolicy.Next(random);
            var harness = new PolicyHarness(options => options.Policy = policy.ToJson(), SamplePolicy.Tools);
            Assert.That(harness.Problems, Is.Empty, policy.ToJson());
            for (var j = 0; j < Requests; j++)
            {
                var request = SampleRequest.Next(random);
                var expected = ReferencePolicy.Decide(policy, request);

                var decision = (await harness.Policy.DecideByNameAsync(harness.Rules, request, CancellationToken.None))!;

                var actual = new ReferencePolicy.Answer(
                    decision.Reason,
                    decision.IsAllowed ? null : decision.Rule,
                    decision.ScopesMissing.ToString(),
                    decision.Challenge,
                    decision is { IsAllowed: true, Shadow: { } shadow } ? $"{shadow.Rule} {shadow.Reason}" : null);
                if (actual != expected)
                    Assert.That(actual, Is.EqualTo(expected), $"Seed {seed}, policy {i}, request {j}: {policy.ToJson()}");

                reasons.Add(decision.Reason);
            }
        }

        Assert.That(reasons, Has.Count.EqualTo(9), "Each reason that there can be has come up.");
    }
}
