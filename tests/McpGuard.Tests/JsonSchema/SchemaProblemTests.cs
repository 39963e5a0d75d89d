namespace McpGuard.Tests.JsonSchema;

/// <summary>What is wrong with a schema is said when it is read, with its place and, where it can be guessed, the fix.</summary>
[TestFixture]
internal sealed class SchemaProblemTests
{
    [TestCase("""{"minLenght": 1}""", ".minLenght is not a keyword, did you mean 'minLength'?")]
    [TestCase("""{"maxlength": 1}""", ".maxlength is not a keyword, did you mean 'maxLength'?")]
    [TestCase("""{"property": {}}""", ".property is not a keyword, did you mean 'properties'?")]
    [TestCase("""{"amount": {}}""", ".amount is not a keyword.")]
    [TestCase("""{"odd name": 1}""", "['odd name'] is not a keyword.")]
    [TestCase("""{"properties": {"it's\n": {"x": 1}}}""", @".properties['it\'s\u000a'].x is not a keyword.")]
    [TestCase("""{"allOf": [true, {"required": "a"}]}""", ".allOf[1].required must be a list of names, each of them once.")]
    [TestCase("""{"$defs": {"never used": {"type": "strng"}}}""", ".$defs['never used'].type names a type that there is not, did you mean 'string'?")]
    [TestCase("""{"format": "datetime"}""", ".format names a format that is not known here, did you mean 'date-time'?")]
    [TestCase("""{"format": "hostname"}""", ".format names a format that is not known here.")]
    [TestCase("""{"$id": "https://x.example"}""", ".$id is not supported: a reference is found by where it points, as in '#/$defs/name'.")]
    [TestCase("""{"default": 1}""", ".default would do nothing: the defaults of the tool are those that count.")]
    [TestCase("""{"definitions": {}}""", ".definitions is of an older draft: use '$defs'.")]
    [TestCase("""{"$schema": "http://json-schema.org/draft-07/schema#"}""", ".$schema must be https://json-schema.org/draft/2020-12/schema.")]
    [TestCase("""{"maximum": "5"}""", ".maximum must be a number, of at most 100 characters and with an exponent of at most 1000.")]
    [TestCase("""{"maximum": 1e1001}""", ".maximum must be a number, of at most 100 characters and with an exponent of at most 1000.")]
    [TestCase("""{"multipleOf": 0}""", ".multipleOf must be more than 0.")]
    [TestCase("""{"maxLength": -1}""", ".maxLength must be a whole number from 0 to 2147483647.")]
    [TestCase("""{"maxLength": 1.5}""", ".maxLength must be a whole number from 0 to 2147483647.")]
    [TestCase("""{"type": []}""", ".type must name a type, or be a list of names of types.")]
    [TestCase("""{"type": null}""", ".type must name a type, or be a list of names of types.")]
    [TestCase("""{"enum": []}""", ".enum must be a list of values, and not empty.")]
    [TestCase("""{"anyOf": []}""", ".anyOf must be a list of schemas, and not empty.")]
    [TestCase("""{"not": 1}""", ".not is not a schema: that is an object, true or false.")]
    [TestCase("""{"items": [true]}""", ".items is not a schema: that is an object, true or false.")]
    [TestCase("""{"uniqueItems": "yes"}""", ".uniqueItems must be true or false.")]
    [TestCase("""{"title": 1}""", ".title must be a string.")]
    [TestCase("""{"maximum": 1, "maximum": 2}""", ".maximum is there twice.")]
    [TestCase("""{"properties": {"a": true, "a": false}}""", ".properties.a is there twice.")]
    public void Problem_names_its_place(string schema, string problem) =>
        Assert.That(Arguments.Problems(schema), Is.EqualTo(new[] { Arguments.Path + problem }));

    [Test]
    public void All_problems_are_reported_together() =>
        Assert.That(
            Arguments.Problems("""{"minimun": 1, "type": "strng", "properties": {"a": {"pattern": "("}}, "$ref": "#/nowhere"}"""), Has.Count.EqualTo(4));

    [TestCase("#/$defs/b", "points to where no schema is.")]
    [TestCase("#/$defs", "points to where no schema is.")]
    [TestCase("#/$defs/a/const", "points to where no schema is.")]
    [TestCase("https://x.example/schema", "must point into the same schema, as in '#/$defs/name'.")]
    [TestCase("other.json#/$defs/a", "must point into the same schema, as in '#/$defs/name'.")]
    [TestCase("#anchor", "must point into the same schema, as in '#/$defs/name'.")]
    public void Reference_that_leads_nowhere_is_refused(string reference, string problem) =>
        Assert.That(
            Arguments.Problems($$"""{"$defs": {"a": {"const": {} } }, "$ref": "{{reference}}"}"""), Is.EqualTo(new[] { $"{Arguments.Path}.$ref {problem}" }));

    [TestCase("""{"$ref": "#"}""")]
    [TestCase("""{"$defs": {"a": {"$ref": "#/$defs/b"}, "b": {"not": {"$ref": "#/$defs/a"}}}}""")]
    [TestCase("""{"anyOf": [{"type": "string"}, {"if": {"$ref": "#"}, "then": true}]}""")]
    public void Reference_that_makes_no_progress_is_refused(string schema) =>
        Assert.That(Arguments.Problems(schema), Has.One.Contains("leads back to itself"));

    [Test]
    public void Reference_that_descends_into_the_instance_is_not_endless()
    {
        const string Tree = """{"type": "object", "properties": {"left": {"$ref": "#"}, "right": {"$ref": "#"}}, "additionalProperties": false}""";

        Assert.That(Arguments.Judge(Tree, """{"left": {"right": {}}}"""), Is.Null);
        Assert.That(Arguments.Judge(Tree, """{"left": {"right": {"up": {}}}}""")!.InstancePath, Is.EqualTo("/left/right/*"));
    }

    [Test]
    public void Text_that_is_not_unicode_is_a_problem_without_an_exception() =>
        Assert.That(Arguments.Problems("""{"pattern": "\ud800"}"""), Is.EqualTo(new[] { $"{Arguments.Path} holds text that is not valid Unicode." }));

    [TestCase("""{"title": "t", "description": "d", "$comment": "c", "examples": [1], "deprecated": true}""")]
    [TestCase("""{"$schema": "https://json-schema.org/draft/2020-12/schema"}""")]
    public void Annotations_are_allowed(string schema) => Assert.That(Arguments.Judge(schema, "1"), Is.Null);

    [TestCase("""{"then": true}""", ".then does nothing without 'if'.")]
    [TestCase("""{"if": true}""", ".if does nothing without 'then' or 'else'.")]
    [TestCase("""{"maxContains": 1}""", ".maxContains does nothing without 'contains'.")]
    [TestCase("""{"type": "string", "maximum": 5}""", ".maximum does nothing, since 'type' allows no value that it applies to.")]
    [TestCase("""{"maxLength": 3, "maximum": 5}""", " has keywords for more than one type, and no 'type' that says which are meant.")]
    [TestCase("""{"properties": {"id": true, "ID": true}}""", " has names that a server may take for one, as they differ only in case: 'ID', 'id'.")]
    [TestCase(
        """{"items": {"properties": {"id": true}, "allOf": [{"required": ["Id"]}]}}""",
        ".items has names that a server may take for one, as they differ only in case: 'Id', 'id'.")]
    public void Unenforced_keyword_is_a_problem_only_in_the_strict_reading(string schema, string problem)
    {
        Assert.That(Arguments.Problems(schema), Is.EqualTo(new[] { Arguments.Path + problem }));
        Assert.That(Arguments.Problems(schema, isStrict: false), Is.Empty);
    }
}
