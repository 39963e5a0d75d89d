namespace McpGuard.Tests.JsonSchema;

/// <summary>Whatever the schema and the instance are, there is an answer; and the strict reading is the standard's, or undecided.</summary>
[TestFixture]
internal sealed class RandomSchemaTests
{
    [Test]
    public void Every_schema_and_instance_get_an_answer([Range(1, 8)] int seed)
    {
        var random = new RandomJson(seed);

        for (var round = 0; round < 500; round++)
            Judge(random.Schema(3), random.Instance(3), isStrict: round % 2 == 0, out _);
    }

    [Test]
    public void Decision_of_the_strict_reading_matches_the_standard([Range(1, 8)] int seed)
    {
        var random = new RandomJson(seed);
        var decided = 0;
        for (var round = 0; round < 1000; round++)
        {
            var (schema, instance) = (random.Schema(3), random.Instance(3));
            if (!Judge(schema, instance, isStrict: true, out var strict) || strict is { IsUndecided: true })
                continue;

            decided++;
            Judge(schema, instance, isStrict: false, out var lenient);
            Assert.That(lenient is null, Is.EqualTo(strict is null), $"{schema} and {instance}");
        }

        Assert.That(decided, Is.GreaterThan(40));
    }

    private static bool Judge(string schema, string instance, bool isStrict, out SchemaFailure? failure)
    {
        var parsed = ArgumentSchema.Parse(Arguments.Json(schema), "$", [], isStrict);
        failure = parsed?.Evaluate(Arguments.Json(instance));
        return parsed is not null;
    }
}
