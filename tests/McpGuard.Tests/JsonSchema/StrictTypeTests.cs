namespace McpGuard.Tests.JsonSchema;

/// <summary>By the standard a keyword says nothing about a value of another type. Here such a value is refused.</summary>
[TestFixture]
internal sealed class StrictTypeTests
{
    [TestCase("""{"minimum": 5}""", "9", "\"9\"")]
    [TestCase("""{"maximum": 5}""", "1", "\"9\"")]
    [TestCase("""{"exclusiveMinimum": 5}""", "9", "null")]
    [TestCase("""{"exclusiveMaximum": 5}""", "1", "[]")]
    [TestCase("""{"multipleOf": 5}""", "10", "true")]
    [TestCase("""{"minLength": 1}""", "\"a\"", "[1]")]
    [TestCase("""{"maxLength": 5}""", "\"a\"", "123456")]
    [TestCase("""{"pattern": "^a"}""", "\"a\"", "[\"b\"]")]
    [TestCase("""{"format": "date"}""", "\"2026-11-23\"", "20261123")]
    [TestCase("""{"items": {"type": "string"}}""", "[\"a\"]", "{}")]
    [TestCase("""{"prefixItems": [true]}""", "[1]", "\"1\"")]
    [TestCase("""{"contains": true}""", "[1]", "1")]
    [TestCase("""{"minItems": 1}""", "[1]", "\"1\"")]
    [TestCase("""{"maxItems": 1}""", "[1]", "{}")]
    [TestCase("""{"uniqueItems": true}""", "[1]", "\"1\"")]
    [TestCase("""{"properties": {"a": true}}""", "{}", "[]")]
    [TestCase("""{"patternProperties": {"a": true}}""", "{}", "null")]
    [TestCase("""{"additionalProperties": false}""", "{}", "[1]")]
    [TestCase("""{"propertyNames": {"maxLength": 1}}""", "{\"a\": 1}", "\"abc\"")]
    [TestCase("""{"minProperties": 1}""", "{\"a\": 1}", "[]")]
    [TestCase("""{"maxProperties": 1}""", "{\"a\": 1}", "[1, 2]")]
    [TestCase("""{"required": ["a"]}""", "{\"a\": 1}", "\"a\"")]
    [TestCase("""{"dependentRequired": {"a": ["b"]}}""", "{}", "[]")]
    public void Keyword_implies_the_type_that_it_applies_to(string schema, string valid, string ofAnotherType)
    {
        Assert.That(Arguments.Judge(schema, valid), Is.Null);
        Assert.That(Arguments.Judge(schema, ofAnotherType), Is.EqualTo(new SchemaFailure("", SchemaFailure.Type, Arguments.Path) { IsUndecided = true }));
        Assert.That(Arguments.Judge(schema, ofAnotherType, isStrict: false), Is.Null);
    }

    [TestCase("null", null)]
    [TestCase("\"abc\"", null)]
    [TestCase("\"abcd\"", "maxLength")]
    [TestCase("1234", "type")]
    public void Stated_type_wins(string instance, string? keyword) =>
        Assert.That(Arguments.Judge("""{"type": ["string", "null"], "maxLength": 3}""", instance)?.Keyword, Is.EqualTo(keyword));

    [TestCase("5", null)]
    [TestCase("\"abc\"", null)]
    [TestCase("50", "type")]
    [TestCase("null", "type")]
    public void Alternatives_may_be_of_different_types(string instance, string? keyword) =>
        Assert.That(Arguments.Judge("""{"anyOf": [{"maximum": 10}, {"maxLength": 3}]}""", instance)?.Keyword, Is.EqualTo(keyword));

    [TestCase("""{"not": {"pattern": "^/etc"}}""", """["/etc"]""")]
    [TestCase("""{"not": {"maximum": 5}}""", "\"3\"")]
    [TestCase("""{"not": {"anyOf": [{"pattern": "^/etc"}, {"pattern": "^/root"}]}}""", """["/etc"]""")]
    [TestCase("""{"not": {"properties": {"a": {"maximum": 5}}}}""", """{"a": "3"}""")]
    [TestCase("""{"if": {"minimum": 100}, "then": false}""", "\"100\"")]
    [TestCase("""{"if": {"minimum": 100}, "else": {"type": "boolean"}, "then": {"type": "string"}}""", "\"100\"")]
    [TestCase("""{"contains": {"minimum": 100}, "maxContains": 1, "minContains": 0}""", """["100", "100"]""")]
    public void Value_of_another_type_does_not_pass_a_negation(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance)?.Keyword, Is.EqualTo(SchemaFailure.Type));

    [Test]
    public void Annotations_and_enumerated_values_imply_no_type() =>
        Assert.That(Arguments.Judge("""{"title": "t", "$defs": {"a": {"maximum": 1}}, "enum": [1, "a"]}""", "\"a\""), Is.Null);
}
