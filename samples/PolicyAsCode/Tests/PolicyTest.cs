using McpGuard.Testing;
using NUnit.Framework;

namespace PolicyAsCode.Tests;

/// <summary>Each case of <c>policy-tests.json</c> is a test, without a server.</summary>
internal sealed class PolicyTest
{
    private static IEnumerable<PolicyTestCase> Cases => PolicyTests.Load(Path.Combine(AppContext.BaseDirectory, "policy-tests.json")).Cases;

    [TestCaseSource(nameof(Cases))]
    public async Task Policy_answers_as_expected(PolicyTestCase test) => (await test.RunAsync()).EnsurePassed();
}
