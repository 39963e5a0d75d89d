namespace McpGuard.Testing;

/// <summary>A question to a policy, and the expected answer.</summary>
public sealed class PolicyTestCase
{
    private readonly Expectation _expected;
    private readonly PolicyExplainer _explainer;

    internal PolicyTestCase(string name, AccessRequest request, Expectation expected, PolicyExplainer explainer) =>
        (Name, Request, _expected, _explainer) = (name, request, expected, explainer);

    /// <summary>The name of the case.</summary>
    public string Name { get; }

    /// <summary>The question.</summary>
    public AccessRequest Request { get; }

    /// <summary>Asks the policy, and compares its answer.</summary>
    /// <param name="cancellationToken">Cancels the checks of a running server.</param>
    /// <returns>The result.</returns>
    public async Task<PolicyTestResult> RunAsync(CancellationToken cancellationToken = default)
    {
        var answer = await _explainer.ExplainAsync(Request, cancellationToken).ConfigureAwait(false);
        return new PolicyTestResult(this, answer, [.. _expected.Compare(answer)]);
    }

    /// <summary>The name, which test runners show.</summary>
    /// <returns>The name of the case.</returns>
    public override string ToString() => Name;
}
