namespace McpGuard;

/// <summary>The address and the timeout of a policy engine.</summary>
/// <param name="Address">Its access evaluation endpoint.</param>
/// <param name="Timeout">The longest time for an answer. Default one second.</param>
/// <param name="CacheFor">How long an answer is cached. Default ten seconds; zero asks every time.</param>
internal sealed record EngineOptions(Uri Address, TimeSpan Timeout, TimeSpan CacheFor)
{
    public static EngineOptions? Read(PolicyObject policy)
    {
        if (policy.Object("Engine") is not { } section)
            return null;

        var address = section.Text("Address");
        var timeout = section.Duration("Timeout", TimeSpan.FromMilliseconds(10), TimeSpan.FromSeconds(10)) ?? TimeSpan.FromSeconds(1);
        var cacheFor = section.Duration("CacheFor", TimeSpan.Zero, TimeSpan.FromMinutes(5)) ?? TimeSpan.FromSeconds(10);
        section.Finish();

        string[] problems =
        [
            .. UriProblem.Of(
                section.PathOf("Address"),
                address,
                "the engine's access evaluation endpoint, such as https://pdp.example.com/access/v1/evaluation",
                mayHaveQuery: true),
        ];
        foreach (var problem in problems)
            section.Problems.Add(problem);

        return problems.Length > 0 ? null : new EngineOptions(new Uri(address!), timeout, cacheFor);
    }
}
