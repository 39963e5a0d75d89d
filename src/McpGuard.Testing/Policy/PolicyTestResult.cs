namespace McpGuard.Testing;

/// <summary>The answer of a policy to a test.</summary>
/// <param name="Test">The test.</param>
/// <param name="Answer">The answer, with its rules and conditions.</param>
/// <param name="Differences">What is different from the expected answer. Empty if the test has passed.</param>
public sealed record PolicyTestResult(PolicyTestCase Test, AccessExplanation Answer, IReadOnlyList<string> Differences)
{
    /// <summary>Whether the answer is as expected.</summary>
    public bool HasPassed => Differences.Count == 0;

    /// <summary>Throws if the test has failed.</summary>
    /// <exception cref="PolicyTestException">The answer is another. The message has the explanation.</exception>
    public void EnsurePassed()
    {
        if (!HasPassed)
            throw new PolicyTestException($"{Test.Name}: {string.Join(", ", Differences)}.{Environment.NewLine}{Answer}");
    }
}
