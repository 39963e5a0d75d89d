using System.Text.Json;

namespace McpGuard.Tests.JsonSchema;

/// <summary>What the standard's own test suite says of the keywords and formats that there are.</summary>
[TestFixture]
internal sealed class SuiteTests
{
    // How many valid instances the strict reading leaves undecided, and how many schemas it refuses, by the reason.
    private static readonly Dictionary<string, int> _stricter = new()
    {
        [SchemaFailure.Type] = 116,
        ["does nothing without"] = 6,
        ["must be a list of values, and not empty"] = 1,
    };

    [TestCaseSource(nameof(Instances))]
    public bool Instance_is_evaluated_by_the_standard(SuiteCase suite, JsonElement instance) =>
        Parse(suite).Schema!.Evaluate(instance) is null;

    [Test]
    public void Strict_reading_follows_the_standard_or_is_undecided()
    {
        var stricter = new Dictionary<string, int>();
        var decided = 0;
        foreach (var suite in SuiteCase.All.Where(suite => suite.Problem is null))
        {
            var (schema, problems) = Parse(suite, isStrict: true);
            if (schema is null)
                Count(_stricter.Keys.Single(reason => problems[0].Contains(reason, StringComparison.Ordinal)));

            foreach (var test in schema is null ? [] : suite.Tests)
            {
                var isValid = test.GetProperty("valid").GetBoolean();
                var failure = schema!.Evaluate(test.GetProperty("data"));
                if (failure is { IsUndecided: true })
                {
                    if (isValid)
                        Count(failure.Keyword);
                    continue;
                }

                decided++;
                Assert.That(failure is null, Is.EqualTo(isValid), $"{suite.File}: {suite.Description}: {test.GetProperty("description").GetString()}");
            }
        }

        Assert.That(stricter, Is.EquivalentTo(_stricter));
        Assert.That(decided, Is.EqualTo(1007));

        void Count(string reason) => stricter[reason] = stricter.GetValueOrDefault(reason) + 1;
    }

    [TestCaseSource(nameof(RefusedSchemas))]
    public void Schema_with_unsupported_keywords_is_refused(SuiteCase suite)
    {
        var (schema, problems) = Parse(suite);

        Assert.That(schema, Is.Null);
        Assert.That(problems, Has.Some.Contains(suite.Problem!));
    }

    [Test]
    public void Each_difference_from_the_suite_is_about_a_case_that_there_is() =>
        Assert.That(SuiteCase.Differences, Is.SubsetOf(SuiteCase.All.SelectMany(suite => new[] { suite.File, $"{suite.File}: {suite.Description}" })));

    private static IEnumerable<TestCaseData> Instances() =>
        from suite in SuiteCase.All
        where suite.Problem is null
        from test in suite.Tests
        select new TestCaseData(suite, test.GetProperty("data"))
            .Returns(test.GetProperty("valid").GetBoolean())
            .SetName($"{suite.File}: {suite.Description}: {test.GetProperty("description").GetString()}");

    private static IEnumerable<TestCaseData> RefusedSchemas() =>
        from suite in SuiteCase.All
        where suite.Problem is not null
        select new TestCaseData(suite).SetName($"{suite.File}: {suite.Description}: refused");

    private static (ArgumentSchema? Schema, List<string> Problems) Parse(SuiteCase suite, bool isStrict = false)
    {
        var problems = new List<string>();
        return (ArgumentSchema.Parse(suite.Schema, "$", problems, isStrict), problems);
    }
}
