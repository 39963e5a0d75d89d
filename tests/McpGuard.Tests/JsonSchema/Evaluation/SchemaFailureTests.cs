namespace McpGuard.Tests.JsonSchema.Evaluation;

/// <summary>A refusal says where and why, and nothing of what the caller sent.</summary>
[TestFixture]
internal sealed class SchemaFailureTests
{
    private const string Path = Arguments.Path;

    [TestCase(
        """{"properties": {"a": {"properties": {"b": {"maximum": 5}}}}}""", """{"a": {"b": 6}}""", "/a/b", "maximum", ".properties.a.properties.b.maximum")]
    [TestCase(
        """{"properties": {"a/b~c": {"items": {"type": "string"}}}}""", """{"a/b~c": ["", 1]}""", "/a~1b~0c/1", "type", ".properties['a/b~c'].items.type")]
    [TestCase("""{"properties": {"a": false}}""", """{"a": 1}""", "/a", "properties", ".properties")]
    [TestCase("""{"required": ["a"]}""", "{}", "/a", "required", ".required")]
    [TestCase("""{"dependentRequired": {"a": ["b"]}}""", """{"a": 1}""", "/b", "dependentRequired", ".dependentRequired")]
    [TestCase("""{"additionalProperties": false}""", """{"hunter2": 1}""", "/*", "additionalProperties", ".additionalProperties")]
    [TestCase("""{"additionalProperties": {"maximum": 1}}""", """{"hunter2": 2}""", "/*", "maximum", ".additionalProperties.maximum")]
    [TestCase("""{"patternProperties": {"h": {"maximum": 1}}}""", """{"hunter2": 2}""", "/*", "maximum", ".patternProperties.h.maximum")]
    [TestCase("""{"propertyNames": {"maxLength": 1}}""", """{"hunter2": 2}""", "/*", "maxLength", ".propertyNames.maxLength")]
    [TestCase("""{"prefixItems": [true, {"const": 1}]}""", "[1, 2]", "/1", "const", ".prefixItems[1].const")]
    [TestCase("""{"allOf": [true, {"minimum": 5}]}""", "1", "", "minimum", ".allOf[1].minimum")]
    [TestCase("""{"anyOf": [{"minimum": 5}, {"minimum": 6}]}""", "1", "", "anyOf", ".anyOf")]
    [TestCase("""{"oneOf": [{"minimum": 5}, {"minimum": 6}]}""", "7", "", "oneOf", ".oneOf")]
    [TestCase("""{"not": {"minimum": 5}}""", "7", "", "not", ".not")]
    [TestCase("""{"if": {"minimum": 5}, "then": {"maximum": 6}}""", "7", "", "maximum", ".then.maximum")]
    [TestCase("""{"contains": {"minimum": 5}}""", "[1]", "", "contains", ".contains")]
    [TestCase("""{"items": {"$ref": "#/$defs/x"}, "$defs": {"x": {"format": "uuid"}}}""", "[\"hunter2\"]", "/0", "format", ".$defs.x.format")]
    [TestCase("false", "1", "", "false", "")]
    public void Refusal_names_the_place(string schema, string instance, string instancePath, string keyword, string schemaPath) =>
        Assert.That(Arguments.Judge(schema, instance)! with { IsUndecided = false }, Is.EqualTo(new SchemaFailure(instancePath, keyword, Path + schemaPath)));

    [Test]
    public void Failed_attempt_leaves_no_trace_in_a_later_refusal()
    {
        const string Schema = """{"properties": {"a": {"anyOf": [{"items": {"minimum": 5}}, {"items": {"maximum": 3}}]}, "b": {"minLength": 2}}}""";

        Assert.That(Arguments.Judge(Schema, """{"a": [1], "b": "x"}"""), Is.EqualTo(new SchemaFailure("/b", "minLength", Path + ".properties.b.minLength")));
    }

    [TestCase("""{"properties": {"a": {"type": "integer"}}, "additionalProperties": false}""", """{"hunter2": "hunter2"}""")]
    [TestCase("""{"patternProperties": {"^x": false}}""", """{"Xhunter2": "hunter2"}""")]
    [TestCase("""{"additionalProperties": {"additionalProperties": {"const": 1}}}""", """{"hunter2": {"hunter2": "hunter2"}}""")]
    public void Refusal_holds_nothing_that_only_the_instance_has(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance)!.ToString(), Does.Not.Contain("hunter2"));
}
