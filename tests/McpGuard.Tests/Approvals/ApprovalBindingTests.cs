using System.Text.Json;

namespace McpGuard.Tests.Approvals;

/// <summary>An approval is for one call only: every part of the call, the policy and the demand is bound.</summary>
[TestFixture]
[Category("APR-3")]
internal sealed class ApprovalBindingTests
{
    private const string Resource = "https://tools.example.com/mcp";
    private const string Arguments = """{"a":1,"b":{"c":"x","d":[1,2]}}""";

    private static readonly ApprovalDemand _demand = SampleApprovals.Demand;
    private static readonly string _bound = Of();

    private static IEnumerable<TestCaseData> Others()
    {
        yield return Other("resource", Of(resource: "https://other.example.com/mcp"));
        yield return Other("tool", Of(tool: "other"));
        yield return Other("definition", Of(definition: "sha256:other"));
        yield return Other("no definition", Of(definition: null));
        yield return Other("policy", Of(policy: "2"));
        yield return Other("client", Of(caller: Callers.With(clientId: "other")));
        yield return Other("two demands", Of(demands: [_demand, _demand]));
        yield return Other("group", Of(demands: [_demand with { Groups = ["staff"] }]));
        yield return Other("one more group", Of(demands: [_demand with { Groups = ["finance-leads", "staff"] }]));
        yield return Other("role", Of(demands: [_demand with { Groups = [], Roles = ["finance-leads"] }]));
        yield return Other("authorization policy", Of(demands: [_demand with { Policy = "Leads" }]));
        yield return Other("by", Of(demands: [_demand with { By = ApprovalBy.Subject }]));
        yield return Other("count", Of(demands: [_demand with { Count = 2 }]));
        yield return Other("wait", Of(demands: [_demand with { WaitFor = TimeSpan.FromMinutes(31) }]));
        yield return Other("validity", Of(demands: [_demand with { ValidFor = TimeSpan.FromMinutes(6) }]));
        yield return Other("comment", Of(demands: [_demand with { Comment = ApprovalComment.Required }]));
        yield return Other("rule", Of(demands: [_demand with { Rule = "other" }]));
        foreach (var arguments in new[]
        {
            """{"a":1.0,"b":{"c":"x","d":[1,2]}}""", """{"a":"1","b":{"c":"x","d":[1,2]}}""", """{"a":1,"b":{"c":"x","d":[2,1]}}""",
            """{"a":1,"b":{"c":"X","d":[1,2]}}""", """{"A":1,"b":{"c":"x","d":[1,2]}}""", """{"a":1,"b":{"c":"x","d":[1,2]},"e":null}""", "{}",
        })
        {
            yield return Other(arguments, Of(arguments: arguments));
        }

        static TestCaseData Other(string name, string binding) => new TestCaseData(binding).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Others))]
    public void Each_part_is_bound(string other) => Assert.That(other, Is.Not.EqualTo(_bound));

    [TestCase("""{"b":{"d":[1,2],"c":"x"},"a":1}""")]
    [TestCase("""{ "a" : 1, "b" : { "c" : "\u0078", "d" : [ 1, 2 ] } }""")]
    public void Order_of_members_white_space_and_escapes_do_not_matter(string arguments) => Assert.That(Of(arguments: arguments), Is.EqualTo(_bound));

    // An integer that a floating-point number cannot hold is still one of its own.
    [Test]
    public void Numbers_are_compared_as_written() =>
        Assert.That(Of(arguments: """{"a":9007199254740993}"""), Is.Not.EqualTo(Of(arguments: """{"a":9007199254740992}""")));

    [TestCase("1", "1.0")]
    [TestCase("1", "1e0")]
    [TestCase("0", "-0")]
    [TestCase("1", "\"1\"")]
    [TestCase("null", "\"null\"")]
    [TestCase("[]", "{}")]
    [TestCase("[[1],2]", "[1,[2]]")]
    [TestCase("\"\u00e9\"", "\"e\u0301\"", TestName = "Composed_and_decomposed_letter_are_two_values")]
    [TestCase("\"K\"", "\"\u212a\"", TestName = "Letter_and_sign_that_look_alike_are_two_values")]
    [TestCase("\"a\"", "\"a\u200b\"", TestName = "Invisible_character_makes_another_value")]
    [TestCase("\"a\"", "\"a \"")]
    public void Values_that_look_or_count_alike_are_two_values(string one, string other) =>
        Assert.That(Of(arguments: $"{{\"a\":{one}}}"), Is.Not.EqualTo(Of(arguments: $"{{\"a\":{other}}}")));

    [Test]
    public void Parts_cannot_flow_into_each_other() => Assert.That(
        Of(demands: [_demand with { Groups = ["a", "b"], Roles = [] }]), Is.Not.EqualTo(Of(demands: [_demand with { Groups = ["a"], Roles = ["b"] }])));

    private static string Of(
        string resource = Resource,
        DelegatedCaller? caller = null,
        string tool = "refund",
        string arguments = Arguments,
        string? definition = "sha256:1",
        string policy = "1",
        ApprovalDemand[]? demands = null) =>
        ApprovalBinding.Of(resource, caller ?? Callers.With(), tool, JsonElement.Parse(arguments), definition, policy, demands ?? [_demand]);
}
