using ModelContextProtocol.Server;

namespace McpGuard.Tests.JsonSchema.Values;

/// <summary>
/// A server binds some values alike that the schema tells apart: names of an enumeration in any case or by number, and numbers
/// with more digits than it has room for. Where that would be in favour of the arguments, they are refused.
/// </summary>
[TestFixture]
internal sealed class LenientValueSetTests
{
    private const string NotDelete = """{"not": {"const": "Delete"}}""";

    [TestCase("\"delete\"")]
    [TestCase("\" DELETE \"")]
    [TestCase("\"Read, Delete\"")]
    [TestCase("\"1\"")]
    [TestCase("\"+1\"")]
    [TestCase("1")]
    public void Other_spelling_of_a_forbidden_enumeration_name_is_refused(string instance)
    {
        Assert.That(Arguments.Judge(NotDelete, instance), Is.Not.Null);
        Assert.That(Arguments.Judge("""{"not": {"enum": ["Write", "Delete"]}}""", instance), Is.Not.Null);
        Assert.That(Arguments.Judge("""{"if": {"const": "Delete"}, "then": false}""", instance), Is.Not.Null);
    }

    [TestCase("\"Read\"")]
    [TestCase("\"Undelete\"")]
    [TestCase("null")]
    [TestCase("[\"Delete\"]")]
    public void Permitted_value_is_accepted(string instance) => Assert.That(Arguments.Judge(NotDelete, instance), Is.Null);

    [TestCase("""{"enum": ["a", "B"]}""", "\"b\"")]
    [TestCase("""{"anyOf": [{"const": "a"}, {"pattern": "^A$"}]}""", "\"A\"", true)]
    public void Names_are_compared_by_case_if_that_does_not_favour_the_value(string schema, string instance, bool isAccepted = false) =>
        Assert.That(Arguments.Judge(schema, instance) is null, Is.EqualTo(isAccepted));

    [TestCase("""{"not": {"const": 3}}""", "\"3\"")]
    [TestCase("""{"not": {"type": "integer", "const": 3}}""", "\"3\"")]
    [TestCase("""{"not": {"type": "string", "enum": ["Delete"]}}""", "1")]
    [TestCase("""{"if": {"type": "integer", "minimum": 100}, "then": false}""", "\"500\"")]
    [TestCase("""{"if": {"type": "number"}, "then": {"maximum": 100}}""", "\"500\"")]
    [TestCase("""{"if": {"type": "integer"}, "then": {"maximum": 100}}""", "\" 5e2 \"")]
    [TestCase("""{"not": {"type": "number"}}""", "\"500\"")]
    [TestCase("""{"if": {"type": "string"}, "then": {"enum": ["Read"]}}""", "1")]
    [TestCase("""{"not": {"const": 3}}""", "\"Delete\"")]
    [TestCase("""{"not": {"type": "integer", "const": 3}}""", "\"Delete\"")]
    [TestCase("""{"if": {"type": "integer"}, "then": {"maximum": 2}}""", "\"Read, Delete\"")]
    [TestCase("""{"not": {"const": 1000}}""", "\"1,000\"")]
    public void Text_that_binds_as_a_number_is_refused_too(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance), Is.Not.Null);

    [TestCase("""{"not": {"type": "string"}}""", "5.5")]
    [TestCase("""{"not": {"type": "number"}}""", "\"/five\"")]
    [TestCase("""{"oneOf": [{"type": "string"}, {"type": "integer"}]}""", "\"/five\"")]
    [TestCase("""{"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer", "maximum": 10}]}""", "5")]
    [TestCase("""{"anyOf": [{"type": "string", "maxLength": 3}, {"type": "integer", "maximum": 10}]}""", "\"500\"")]
    [TestCase("""{"if": {"type": "string", "maxLength": 3}, "then": true, "else": {"type": "array"}}""", "[]")]
    public void Type_tells_values_apart(string schema, string instance) => Assert.That(Arguments.Judge(schema, instance), Is.Null);

    [TestCase("""{"exclusiveMinimum": 0}""", "1e-400")]
    [TestCase("""{"exclusiveMinimum": 0}""", "1e-30")]
    [TestCase("""{"exclusiveMinimum": 0}""", "0.00000000000000000000000000001")]
    [TestCase("""{"exclusiveMaximum": 100}""", "99.99999999999999999999")]
    [TestCase("""{"not": {"const": 0}}""", "1e-400")]
    [TestCase("""{"not": {"minimum": 100}}""", "99.99999999999999999999")]
    [TestCase("""{"if": {"minimum": 100}, "then": false}""", "99.99999999999999999999999999999999")]
    [TestCase("""{"exclusiveMaximum": 9007199254740993}""", "9007199254740992")]
    [TestCase("""{"not": {"const": 9007199254740993}}""", "9007199254740992")]
    [TestCase("""{"not": {"const": [{"a": 100}]}}""", """[{"a": 99.99999999999999999999}]""")]
    [TestCase("""{"not": {"multipleOf": 5}}""", "9.99999999999999999999")]
    [TestCase("""{"not": {"multipleOf": 0.1}}""", "0.1000000000000000055511151231257827")]
    [TestCase("""{"not": {"type": "integer"}}""", "1.00000000000000000001")]
    [TestCase("""{"uniqueItems": true}""", "[0.1, 0.1000000000000000055511151231257827]")]
    public void Number_that_a_server_rounds_to_the_bound_is_not_within_it(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance), Is.Not.Null);

    [TestCase("""{"exclusiveMinimum": 0}""", "0.000001")]
    [TestCase("""{"exclusiveMaximum": 100}""", "99.99999999999999")]
    [TestCase("""{"minimum": 0.1}""", "0.30000000000000004")]
    [TestCase("""{"exclusiveMaximum": 9007199254740992}""", "9007199254740991")]
    [TestCase("""{"not": {"const": 9007199254740992}}""", "9007199254740991")]
    [TestCase("""{"not": {"multipleOf": 5}}""", "9.99999999999")]
    [TestCase("""{"not": {"type": "integer"}}""", "1.000000000001")]
    public void Number_that_a_server_tells_apart_is_judged_exactly(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance), Is.Null);

    [TestCase("""{"properties":{"mode":{"const":"Delete"}},"required":["mode"]}""", """{"mode":"delete"}""")]
    [TestCase("""{"properties":{"mode":{"enum":["Delete"]}},"required":["mode"]}""", """{"mode":"1"}""")]
    [TestCase("""{"properties":{"amount":{"minimum":100}},"required":["amount"]}""", """{"amount":99.99999999999999999999}""")]
    [TestCase("""{"properties":{"amount":{"type":"number","const":100}},"required":["amount"]}""", """{"amount":99.99999999999999999999}""")]
    public void Scope_by_arguments_is_required_for_values_that_bind_alike(string schema, string arguments)
    {
        var tool = McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "tool" });
        var harness = new PolicyHarness(
            options => options.Policy = """{"Rules":{"r":{"Tools":["tool"],"ScopesByArguments":[{"Arguments":""" + schema + ""","Scopes":["more"]}]}}}""",
            tool);

        Assert.That(harness.Decide(Callers.With(), tool, arguments: arguments).ScopesMissing, Is.EqualTo(new[] { "more" }));
    }

    [Test]
    public void Lenient_reading_compares_values_exactly()
    {
        Assert.That(Arguments.Judge(NotDelete, "\"delete\"", isStrict: false), Is.Null);
        Assert.That(Arguments.Judge("""{"exclusiveMinimum": 0}""", "1e-400", isStrict: false), Is.Null);
    }
}
