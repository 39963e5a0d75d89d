namespace McpGuard.Tests.JsonSchema;

/// <summary>A server may bind a member whose name the schema writes in another case, so the schema must not overlook it.</summary>
[TestFixture]
internal sealed class NameCaseTests
{
    private const string Kelvin = "\u212A";
    private const string LongS = "\u017F";

    [TestCase("""{"properties": {"amount": {"maximum": 5}}}""")]
    [TestCase("""{"required": ["amount"]}""")]
    [TestCase("""{"dependentRequired": {"amount": ["currency"]}}""")]
    [TestCase("""{"dependentRequired": {"currency": ["amount"]}}""")]
    [TestCase("""{"allOf": [{"properties": {"amount": {"maximum": 5}}}]}""")]
    [TestCase("""{"anyOf": [{"type": "object"}, {"properties": {"amount": {"maximum": 5}}}]}""")]
    [TestCase("""{"oneOf": [{"type": "object"}, {"required": ["amount"]}]}""")]
    [TestCase("""{"not": {"required": ["amount"]}}""")]
    [TestCase("""{"if": {"required": ["amount"]}, "then": false}""")]
    [TestCase("""{"if": {"type": "object"}, "else": {"required": ["amount"]}}""")]
    [TestCase("""{"$ref": "#/$defs/a", "$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"properties": {"amount": {"maximum": 5}}}}}""")]
    public void Name_in_another_case_is_refused(string schema)
    {
        var failure = Arguments.Judge(schema, """{"AMOUNT": 1000}""");

        Assert.That(failure, Is.EqualTo(new SchemaFailure("/amount", SchemaFailure.Case, Arguments.Path) { IsUndecided = true }));
    }

    [TestCase("""{"properties": {"a": {"properties": {"amount": true}}}}""", """{"a": {"Amount": 1}}""", "/a/amount")]
    [TestCase("""{"items": {"required": ["amount"]}}""", """[{"amount": 1}, {"amount": 1, "Amount": 1}]""", "/1/amount")]
    [TestCase("""{"prefixItems": [{"properties": {"amount": true}}]}""", """[{"Amount": 1}]""", "/0/amount")]
    [TestCase("""{"contains": {"properties": {"amount": true}}, "maxContains": 1}""", """[{}, {"Amount": 1}]""", "/1/amount")]
    [TestCase("""{"additionalProperties": {"properties": {"amount": true}}}""", """{"x": {"Amount": 1}}""", "/*/amount")]
    [TestCase("""{"patternProperties": {"^x": {"properties": {"amount": true}}}}""", """{"xy": {"Amount": 1}}""", "/*/amount")]
    [TestCase("""{"not": {"properties": {"a": {"required": ["amount"]}}}}""", """{"a": {"Amount": 1}}""", "/a/amount")]
    [TestCase("""{"properties": {"x": {"not": {"properties": {"y": {"required": ["amount"]}}}}}}""", """{"x": {"y": {"Amount": 1}}}""", "/x/y/amount")]
    public void Name_in_another_case_is_refused_at_every_depth(string schema, string instance, string path)
    {
        var failure = Arguments.Judge(schema, instance);

        Assert.That((failure?.Keyword, failure?.InstancePath), Is.EqualTo((SchemaFailure.Case, path)));
    }

    [TestCase("token", "to" + Kelvin + "en")]
    [TestCase("secret", LongS + "ecret")]
    [TestCase("to" + Kelvin + "en", "token")]
    [TestCase("größe", "GRÖßE")]
    [TestCase("имя", "Имя")]
    public void Case_is_that_of_all_of_unicode(string name, string variant) =>
        Assert.That(Arguments.Judge($$"""{"properties": {"{{name}}": true} }""", $$"""{"{{variant}}": 1}""")?.Keyword, Is.EqualTo(SchemaFailure.Case));

    [Test]
    public void Name_of_a_pattern_in_another_case_is_refused()
    {
        const string Schema = """{"patternProperties": {"^toll_[a-z]+$": {"maximum": 5}}}""";

        Assert.That(Arguments.Judge(Schema, """{"toll_a": 5}"""), Is.Null);
        Assert.That(Arguments.Judge(Schema, """{"Toll_A": 9}""")?.Keyword, Is.EqualTo(SchemaFailure.Case));
        Assert.That(Arguments.Judge(Schema, """{"other": 9}"""), Is.Null);
    }

    [TestCase("""{"not": {"const": {"role": {"name": "admin"}}}}""")]
    [TestCase("""{"not": {"enum": [1, {"role": {"name": "admin"}}]}}""")]
    public void Object_that_is_a_value_but_for_the_case_of_its_names_is_refused(string schema)
    {
        Assert.That(Arguments.Judge(schema, """{"role": {"Name": "admin"}}""")?.Keyword, Is.EqualTo(SchemaFailure.Alike));
        Assert.That(Arguments.Judge(schema, """{"role": {"name": "Admin"}}""")?.Keyword, Is.EqualTo(SchemaFailure.Alike));
        Assert.That(Arguments.Judge(schema, """{"role": {"name": "guest"}}"""), Is.Null);
    }

    [TestCase("""{"properties": {"amount": {"maximum": 5}}}""", """{"amount": 5, "Currency": "EUR"}""")]
    [TestCase("""{"properties": {"amount": {"maximum": 5}}}""", """{"x": {"Amount": 9}}""")]
    public void Name_that_the_schema_does_not_have_there_is_let_be(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance), Is.Null);

    [Test]
    public void Names_differ_by_the_standard() =>
        Assert.That(Arguments.Judge("""{"properties": {"amount": {"maximum": 5}}}""", """{"Amount": 9}""", isStrict: false), Is.Null);

    [Test]
    public void Constrained_names_are_those_of_the_arguments_themselves_in_every_branch()
    {
        var schema = Arguments.Schema("""
            {"properties": {"a": {"properties": {"deep": true}}}, "required": ["b"], "dependentRequired": {"c": ["d"]},
             "allOf": [{"$ref": "#/$defs/x"}], "anyOf": [{"required": ["f"]}, true], "not": {"required": ["g"]},
             "if": {"required": ["h"]}, "then": {"required": ["i"]}, "else": {"required": ["j"]},
             "$defs": {"x": {"required": ["e"]}, "unused": {"required": ["no"]}}}
            """);

        Assert.That(schema.ConstrainedNames.Order(), Is.EqualTo(new[] { "a", "b", "c", "d", "e", "f", "g", "h", "i", "j" }));
    }
}
