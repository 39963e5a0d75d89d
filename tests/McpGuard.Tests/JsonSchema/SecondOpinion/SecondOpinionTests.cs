using System.Globalization;
using System.Text.Json;

namespace McpGuard.Tests.JsonSchema.SecondOpinion;

/// <summary>
/// What the strict reading decides, a second evaluator decides alike: never looser, and never stricter but by leaving undecided.
/// </summary>
[TestFixture]
internal sealed class SecondOpinionTests
{
    private const int Instances = 10;

    // More rounds are for those who look for a difference, by hand.
    private static readonly int _rounds = int.Parse(Environment.GetEnvironmentVariable("MCPGUARD_FUZZ_ROUNDS") ?? "3000", CultureInfo.InvariantCulture);
    private static readonly int _seed = int.Parse(Environment.GetEnvironmentVariable("MCPGUARD_FUZZ_SEED") ?? "20261128", CultureInfo.InvariantCulture);

    [Test]
    public async Task Pattern_matches_as_in_node()
    {
        using var opinion = await SecondOpinion.StartAsync();
        var random = new RandomPattern(_seed);
        var (cases, matches, refused) = (0, 0, 0);

        for (var round = 0; round < _rounds; round++)
        {
            var pattern = random.Pattern(2);
            string[] texts = [.. Enumerable.Range(0, Instances).Select(_ => random.Text())];
            var expected = await opinion.MatchAsync(pattern, texts);
            var problems = new List<string>();
            var schema = ArgumentSchema.Parse(Arguments.Json(JsonSerializer.Serialize(new { type = "string", pattern })), "$", problems);
            Assert.That(expected is null && schema is not null, Is.False, $"Node.js does not take {pattern}");
            refused += expected is not null && schema is null ? 1 : 0;
            if (expected is null || schema is null)
                continue;

            foreach (var (text, isMatch) in texts.Zip(expected))
            {
                var failure = schema.Evaluate(Arguments.Json(JsonSerializer.Serialize(text)));
                Assert.That(
                    (failure is null, failure?.IsUndecided),
                    Is.EqualTo((isMatch, isMatch ? (bool?)null : false)),
                    $"{pattern} and {JsonSerializer.Serialize(text)}");
                cases++;
                matches += isMatch ? 1 : 0;
            }
        }

        TestContext.Out.WriteLine($"{cases} texts, {matches} of them matched, all as in Node.js; {refused} patterns are refused here only.");
        Assert.That(refused, Is.Zero);
        Assert.That(cases, Is.GreaterThan(_rounds));
        Assert.That(matches, Is.InRange(cases / 10, cases * 9 / 10));
    }

    [Test]
    public async Task Schema_decides_nothing_otherwise_than_ajv()
    {
        using var opinion = await SecondOpinion.StartAsync();
        var random = new RandomPolicy(_seed);
        var (accepted, refused, undecided) = (0, 0, 0);

        for (var round = 0; round < _rounds; round++)
        {
            var json = random.Schema(3);
            string[] instances = [.. Enumerable.Range(0, Instances).Select(_ => random.Instance(2))];
            if (ArgumentSchema.Parse(Arguments.Json(json), "$", []) is not { } schema)
                continue;

            // A schema that is refused on its own account is refused in its negation as well.
            var twin = ArgumentSchema.Parse(
                Arguments.Json($$"""{"allOf": [{"not": {{json.Replace("#/$defs", "#/allOf/0/not/$defs", StringComparison.Ordinal)}}}]}"""), "$", []);
            var expected = await opinion.ValidateAsync(json, instances);
            Assert.That(expected, Is.Not.Null, $"ajv does not take {json}");

            foreach (var (instance, isValid) in instances.Zip(expected!))
            {
                var failure = schema.Evaluate(Arguments.Json(instance));
                undecided += failure is { IsUndecided: true } ? 1 : 0;
                accepted += failure is null ? 1 : 0;
                refused += failure is { IsUndecided: false } ? 1 : 0;
                if (failure is not { IsUndecided: true })
                    Assert.That(failure is null, Is.EqualTo(isValid), $"{json} and {instance}");
                if (twin is not null)
                    Assert.That(
                        twin.Evaluate(Arguments.Json(instance)) is null,
                        Is.EqualTo(failure is { IsUndecided: false }),
                        $"the negation of {json} and {instance}");
            }
        }

        var cases = accepted + refused + undecided;
        TestContext.Out.WriteLine($"{cases} instances: {accepted} accepted and {refused} refused as by ajv, {undecided} undecided.");
        Assert.That(cases, Is.GreaterThan(_rounds * Instances / 2));
        Assert.That(accepted, Is.GreaterThan(cases / 10));
        Assert.That(accepted + refused, Is.GreaterThan(cases / 2));
    }
}
