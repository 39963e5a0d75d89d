namespace McpGuard.Tests.Tokens.Golden;

/// <summary>
/// Tokens that real authorization servers issued, each judged under several settings: what is accepted, and why the others are refused.
/// </summary>
[TestFixture]
[Category("TOK-3")]
[Parallelizable(ParallelScope.Children)]
internal sealed class GoldenTokenTests
{
    private static IEnumerable<TestCaseData> Judgements() =>
        from product in GoldenTokens.All
        from run in product.Runs.Index()
        from token in product.Tokens
        where run.Item.Expected.ContainsKey(token.Name)
        select new TestCaseData(product, token, run.Item.Settings, run.Item.Expected[token.Name])
            .SetArgDisplayNames(product.Name, $"settings {run.Index}", token.Name);

    private static IEnumerable<TestCaseData> OtherTokens() =>
        from product in GoldenTokens.All
        from run in product.Runs.Index()
        from token in product.Tokens
        where token.IsForOtherUse
        select new TestCaseData(product, token, run.Item.Settings).SetArgDisplayNames(product.Name, $"settings {run.Index}", token.Name);

    private static IEnumerable<TestCaseData> Refusals() =>
        from product in GoldenTokens.All
        from run in product.Runs.Index()
        from token in product.Tokens
        where run.Item.Expected.TryGetValue(token.Name, out var expected) && expected != "allowed"
        select new TestCaseData(product, token, run.Item.Settings).SetArgDisplayNames(product.Name, $"settings {run.Index}", token.Name);

    [TestCaseSource(nameof(Judgements))]
    public async Task Recorded_token_is_judged_as_it_should_be(object product, object token, Dictionary<string, string?> settings, string expected)
    {
        var result = await GoldenTokens.JudgeAsync((GoldenTokens.Product)product, (GoldenTokens.Token)token, settings);

        Assert.That(RecordedName.Of<ReasonCode>(result.Reason), Is.EqualTo(expected), $"{result.Fault?.ToRecorded()}");
    }

    /// <summary>ID tokens, refresh tokens, logout tokens and their like, even if their audience is one of this server's.</summary>
    [Category("TOK-4")]
    [TestCaseSource(nameof(OtherTokens))]
    public async Task Token_for_another_use_is_refused_even_for_this_audience(object product, object token, Dictionary<string, string?> settings)
    {
        var other = (GoldenTokens.Token)token;

        var result = await GoldenTokens.JudgeAsync((GoldenTokens.Product)product, other, settings, other.Audiences);

        Assert.That(result.IsAccepted, Is.False);
    }

    [Category("TOK-8")]
    [TestCaseSource(nameof(Judgements))]
    public async Task Token_for_another_server_is_refused(object product, object token, Dictionary<string, string?> settings, string expected)
    {
        var others = settings.Where(setting => !setting.Key.StartsWith("Audiences", StringComparison.Ordinal)).ToDictionary();

        var result = await GoldenTokens.JudgeAsync(
            (GoldenTokens.Product)product with { Resource = "https://other.example.com/mcp" }, (GoldenTokens.Token)token, others);

        Assert.That(result.IsAccepted, Is.False, expected);
    }

    [TestCaseSource(nameof(Refusals))]
    public async Task Refusal_names_the_part_with_the_expected_and_the_found_value(object product, object token, Dictionary<string, string?> settings)
    {
        var recorded = (GoldenTokens.Token)token;

        var fault = (await GoldenTokens.JudgeAsync((GoldenTokens.Product)product, recorded, settings)).ToRecorded()!.TokenFault!;

        Assert.That(new[] { fault.Part, fault.Expected, fault.Found }, Has.All.Not.Empty);
        Assert.That($"{fault}", Does.Not.Contain(recorded.Value).And.Not.Contain("System."));
    }
}
