using McpGuard.Testing;

namespace McpGuard.Examples;

/// <summary>How a policy is tested with xUnit: each case of the file is a test, without a server.</summary>
public sealed class PolicyFileTests
{
    /// <summary>The cases of samples/PolicyAsCode.</summary>
    public static IEnumerable<object[]> Cases =>
        PolicyTests.Load(Path.Combine(AppContext.BaseDirectory, "policy", "policy-tests.json")).Cases.Select(test => new object[] { test });

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task Policy_answers_as_expected(PolicyTestCase test) => (await test.RunAsync()).EnsurePassed();
}
