using System.Net;
using System.Text.Json;
using ModelContextProtocol.Protocol;

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
                var request = NextRequest(random);
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

    private static AccessRequest NextRequest(Random random) => new()
    {
        Caller = new DelegatedCaller
        {
            Issuer = Callers.Issuer,
            Subject = "alice",
            ClientId = random.Next(3) > 0 ? "desktop" : "other",
            TokenId = "token-1",
            Scopes = new ScopeSet(new[] { "a", "b", "c", "d", "z" }.Where(_ => random.Next(3) > 0)),
            Groups = [.. new[] { "staff", "finance" }.Where(_ => random.Next(3) > 0)],
            Roles = [.. new[] { "admin", "guest" }.Where(_ => random.Next(2) == 0)],
            AuthenticationContext = new[] { null, "pwd", "mfa", "phr", "sms" }[random.Next(5)],
            AuthenticatedAt = random.Next(4) == 0 ? null : Callers.Now.AddSeconds(-random.Next(700)),
            Claims = JsonElement.Parse(random.Next(4) == 0 ? "{}" : $$"""{"tid":"t{{random.Next(1, 4)}}"}"""),
            ExpiresAt = Callers.Now.AddDays(2),
        },
        Method = RequestMethods.ToolsCall,
        Target = new[] { "one", "two", "open", "fresh" }[random.Next(4)],
        Arguments = JsonElement.Parse(random.Next(4) == 0 ? "{}" : $$"""{"amount":{{random.Next(120)}}}"""),
        ClientAddress = new[] { null, IPAddress.Parse("10.1.2.3"), IPAddress.Parse("192.0.2.1") }[random.Next(3)],
        Time = Callers.Now,
    };
}
