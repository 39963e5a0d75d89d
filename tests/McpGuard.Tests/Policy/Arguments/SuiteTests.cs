using System.Text.Json;

namespace McpGuard.Tests.Policy.Arguments;

/// <summary>What the standard's own test suite says of the keywords and formats that there are.</summary>
[TestFixture]
internal sealed class SuiteTests
{
    [TestCaseSource(nameof(Instances))]
    public bool Instance_is_judged_as_the_standard_says(SuiteCase suite, JsonElement instance) =>
        Parse(suite).Schema!.Evaluate(instance) is null;

    [TestCaseSource(nameof(RefusedSchemas))]
    public void Schema_that_uses_what_there_is_not_is_refused(SuiteCase suite)
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

    private static (ArgumentSchema? Schema, List<string> Problems) Parse(SuiteCase suite)
    {
        var problems = new List<string>();
        return (ArgumentSchema.Parse(suite.Schema, "$", problems, isStrict: false), problems);
    }
}
