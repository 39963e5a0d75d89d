using System.Text.Json;

namespace McpGuard.Tests.JsonSchema;

/// <summary>No schema and no instance takes more than a bounded amount of work, and what would is refused.</summary>
[TestFixture]
internal sealed class SchemaBoundTests
{
    [TestCase(32, true)]
    [TestCase(33, false)]
    public void Schema_has_a_bound_on_its_depth(int depth, bool isAccepted) =>
        Assert.That(
            Arguments.Problems(Nested("""{"not":""", depth - 1, "{\"type\":\"null\"}", "}")),
            isAccepted ? Is.Empty : Has.One.EndsWith("is nested deeper than 32 schemas."));

    [TestCase("{\"examples\":")]
    [TestCase("{\"propertyNames\":")]
    [TestCase("[")]
    public void Any_json_is_read_as_a_schema_without_an_exception(string open) =>
        Assert.That(Arguments.Problems(Nested(open, 5_000, "1", open == "[" ? "]" : "}")), Has.One.EndsWith("is nested deeper than 256 levels of JSON."));

    [TestCase("""{"const": """)]
    [TestCase("""{"enum": """)]
    public void Value_in_a_schema_has_a_bound_on_its_depth(string open) =>
        Assert.That(Arguments.Problems(open + Nested("[", 65, "1", "]") + "}"), Has.One.EndsWith("is nested deeper than 64 levels."));

    [TestCase(9_999, true)]
    [TestCase(10_000, false)]
    public void Schema_has_a_bound_on_its_keywords(int count, bool isAccepted) =>
        Assert.That(
            Arguments.Problems($$"""{"allOf": [{{string.Join(',', Enumerable.Repeat("""{"maximum":1}""", count))}}]}"""),
            isAccepted ? Is.Empty : Has.One.Contains("has at most 10000 keywords in all."));

    [Test]
    public void Chain_of_references_has_a_bound()
    {
        var links = Enumerable.Range(0, 1000).Select(index => $$"""
            "{{index}}": {"$ref": "#/$defs/{{index + 1}}"}
            """);

        Assert.That(
            Arguments.Problems($$"""{"$ref": "#/$defs/0", "$defs": { {{string.Join(',', links)}}, "1000": true} }"""),
            Has.Some.Contains("more than 128 schemas that all judge the same value"));
    }

    [TestCase(64, null)]
    [TestCase(65, SchemaFailure.Depth)]
    [TestCase(5_000, SchemaFailure.Depth)]
    public void Depth_of_an_instance_is_limited_even_outside_the_schema(int depth, string? keyword) =>
        Assert.That(Arguments.Judge("true", Nested("[", depth, "", "]"))?.Keyword, Is.EqualTo(keyword));

    [Test]
    public void Way_through_the_schema_has_a_bound_that_the_stack_holds()
    {
        var ways = string.Concat(Enumerable.Repeat("""{"allOf": [""", 28));
        var schema = Arguments.Schema($$"""{"type": "array", "items": {{ways}}{"$ref": "#"}{{string.Concat(Enumerable.Repeat("]}", 28))}} }""");
        SchemaFailure? failure = null;

        var thread = new Thread(() => failure = schema.Evaluate(Arguments.Json(Nested("[", 64, "", "]"))), maxStackSize: 512 * 1024);
        thread.Start();
        thread.Join();

        Assert.That(failure?.Keyword, Is.EqualTo(SchemaFailure.Depth));
    }

    [TestCase(99_000, null)]
    [TestCase(100_000, SchemaFailure.Budget)]
    public void Evaluation_has_a_budget(int items, string? keyword) =>
        Assert.That(Arguments.Judge("""{"items": {"type": "integer"}}""", Numbers(items))?.Keyword, Is.EqualTo(keyword));

    [TestCase("""{"not": {"items": {"type": "integer"}}}""")]
    [TestCase("""{"anyOf": [{"items": {"type": "integer"}}, {"type": "array"}]}""")]
    [TestCase("""{"oneOf": [{"items": {"type": "integer"}}, {"type": "array"}]}""")]
    [TestCase("""{"if": {"items": {"type": "integer"}}, "then": true}""")]
    [TestCase("""{"contains": {"type": "integer"}, "minContains": 0}""")]
    public void Budget_that_is_used_up_refuses_wherever_that_happens(string schema) =>
        Assert.That(Arguments.Judge(schema, Numbers(100_000))?.Keyword, Is.EqualTo(SchemaFailure.Budget));

    [Test]
    public void Budget_counts_long_texts_and_large_patterns()
    {
        var text = JsonSerializer.Serialize(new string('a', 1_000_000));

        Assert.That(Arguments.Judge("""{"pattern": "^a*$"}""", text), Is.Null);
        Assert.That(Arguments.Judge("""{"pattern": "(?:a?){1000}b"}""", text)?.Keyword, Is.EqualTo(SchemaFailure.Budget));
    }

    [TestCase("(?:a?){1000}b")]
    [TestCase(".{0,2000}b")]
    [TestCase("(?:a|aa|aaa){0,300}b")]
    [TestCase("a.{1000}b")]
    public void Budget_counts_each_step_of_a_pattern(string pattern) =>
        Assert.That(
            Arguments.Judge($$"""{"pattern": "{{pattern}}"}""", JsonSerializer.Serialize(new string('a', 100_000)))?.Keyword, Is.EqualTo(SchemaFailure.Budget));

    [Test]
    public void Budget_counts_each_attempt_of_a_pattern_however_short_the_name_is()
    {
        var patterns = string.Join(',', Enumerable.Range(0, 300).Select(index => $"\"^z{index}\":true"));
        var members = JsonSerializer.Serialize(Enumerable.Range(0, 5_000).ToDictionary(index => $"m{index}"));

        Assert.That(Arguments.Judge($"{{\"patternProperties\":{{{patterns}}}}}", members)?.Keyword, Is.EqualTo(SchemaFailure.Budget));
    }

    [Test]
    public void Budget_counts_names_that_are_looked_for()
    {
        var names = JsonSerializer.Serialize(Enumerable.Range(0, 1000).Select(index => $"name{index}"));
        var members = JsonSerializer.Serialize(Enumerable.Range(0, 10_000).ToDictionary(index => $"name{index}"));

        Assert.That(Arguments.Judge($$"""{"required": {{names}}}""", members)?.Keyword, Is.EqualTo(SchemaFailure.Budget));
        Assert.That(Arguments.Judge($$"""{"dependentRequired": {"name0": {{names}} } }""", members)?.Keyword, Is.EqualTo(SchemaFailure.Budget));
    }

    [Test]
    public void Long_number_is_read_once_for_all_values_of_an_enumeration()
    {
        var values = string.Join(',', Enumerable.Range(0, 200).Select(index => $"{index}.5"));
        var one = $$"""{"enum": [{{values}}]}""";

        Assert.That(Arguments.Judge(one, new string('7', 1_000_000))?.Keyword, Is.EqualTo("enum"));
        Assert.That(
            Arguments.Judge($$"""{"anyOf": [{{string.Join(',', Enumerable.Repeat(one, 40))}}]}""", new string('7', 1_000_000))?.Keyword,
            Is.EqualTo(SchemaFailure.Budget));
    }

    [TestCase(20, "anyOf")]
    [TestCase(400, SchemaFailure.Budget)]
    public void Budget_counts_how_much_there_is_to_look_at(int looks, string keyword) =>
        Assert.That(
            Arguments.Judge(
                $$"""{"anyOf": [{{string.Join(',', Enumerable.Repeat("""{"maxLength": 1}""", looks))}}]}""",
                JsonSerializer.Serialize(new string('a', 2_000_000)))?.Keyword,
            Is.EqualTo(keyword));

    [Test]
    public void Evaluation_of_many_alternatives_stays_within_the_budget()
    {
        // Each level has two ways, and both are tried.
        const string Schema = """{"type": "array", "anyOf": [{"items": {"$ref": "#"}, "minItems": 9}, {"items": {"$ref": "#"}, "minItems": 8}]}""";

        Assert.That(Arguments.Judge(Schema, Nested("[", 60, "", "]"))?.Keyword, Is.EqualTo(SchemaFailure.Budget));
    }

    [Test]
    [CancelAfter(20_000)]
    public void Unique_items_are_found_in_time_in_proportion()
    {
        var items = Enumerable.Range(0, 100_000).Select(index => $$"""{"a": {{index}}, "b": [{{index}}]}""").ToArray();

        Assert.That(Arguments.Judge("""{"uniqueItems": true}""", $"[{string.Join(',', items)}]"), Is.Null);
        Assert.That(
            Arguments.Judge("""{"uniqueItems": true}""", $$"""[{{string.Join(',', items)}}, {"b": [7.0], "a": 70e-1}]""")?.Keyword, Is.EqualTo("uniqueItems"));
    }

    [Test]
    public void Invalid_instance_is_refused_without_an_exception()
    {
        var document = JsonDocument.Parse("{}");
        document.Dispose();

        Assert.That(Arguments.Schema("true").Evaluate(default), Is.Not.Null);
        Assert.That(Arguments.Schema("""{"type": "object"}""").Evaluate(Arguments.Json("""{"a": 1}""")), Is.Null);
    }

    [TestCase("""{"maxLength": 9}""", "\"\\ud800\"")]
    [TestCase("""{"pattern": "."}""", "\"\\udc00\"")]
    [TestCase("""{"const": "a"}""", "\"\\ud800\"")]
    [TestCase("""{"properties": {"a": true}}""", "{\"\\ud800\": 1}")]
    [TestCase("""{"uniqueItems": true}""", "[\"\\ud800\"]")]
    public void Text_that_is_not_unicode_is_refused_without_an_exception(string schema, string instance) =>
        Assert.That(Arguments.Judge(schema, instance)?.Keyword, Is.EqualTo(SchemaFailure.Text));

    [Test]
    public void Bytes_that_are_not_text_are_refused_without_an_exception()
    {
        byte[] instance = [(byte)'"', 0xFF, (byte)'"'];

        Assert.That(Arguments.Schema("""{"maxLength": 9}""").Evaluate(JsonDocument.Parse(instance).RootElement)?.Keyword, Is.EqualTo(SchemaFailure.Text));
    }

    [Test]
    public void Schema_outlives_the_document_it_was_read_from()
    {
        using var document = JsonDocument.Parse("""{"properties": {"a": {"const": {"b": 1}}, "c": {"maximum": 5}}}""");
        var schema = ArgumentSchema.Parse(document.RootElement, "$", [])!;
        document.Dispose();

        Assert.That(schema.Evaluate(Arguments.Json("""{"a": {"b": 1.0}, "c": 5}""")), Is.Null);
    }

    [Test]
    public void Accepted_arguments_cost_little_memory()
    {
        var schema = Arguments.Schema("""
            {"properties": {"to": {"enum": ["alice", "bob"]}, "amount": {"type": "integer", "maximum": 100}, "note": {"maxLength": 50, "pattern": "^[a-z ]*$"}},
             "required": ["to", "amount"], "additionalProperties": false}
            """);
        var instance = Arguments.Json("""{"to": "alice", "amount": 50, "note": "thank you"}""");
        schema.Evaluate(instance);

        var before = GC.GetAllocatedBytesForCurrentThread();
        for (var run = 0; run < 100; run++)
            schema.Evaluate(instance);

        Assert.That((GC.GetAllocatedBytesForCurrentThread() - before) / 100, Is.LessThan(512));
    }

    private static string Numbers(int count) => $"[{string.Join(',', Enumerable.Repeat("1", count))}]";

    private static string Nested(string open, int depth, string inner, string close) =>
        string.Concat(Enumerable.Repeat(open, depth)) + inner + string.Concat(Enumerable.Repeat(close, depth));
}
