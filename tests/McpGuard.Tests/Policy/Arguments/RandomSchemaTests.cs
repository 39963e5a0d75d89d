namespace McpGuard.Tests.Policy.Arguments;

/// <summary>Whatever the schema and the instance are, there is an answer; and the strict reading is the stricter one.</summary>
[TestFixture]
internal sealed class RandomSchemaTests
{
    [Test]
    public void Every_schema_and_instance_get_an_answer([Range(1, 8)] int seed)
    {
        var random = new RandomJson(seed, withOneOf: true);

        for (var round = 0; round < 500; round++)
            Answer(random.Schema(3), random.Instance(3), isStrict: round % 2 == 0);
    }

    // With oneOf, a value of another type can leave one branch that accepts where the standard has two.
    [Test]
    public void What_the_strict_reading_accepts_the_standard_accepts_too([Range(1, 8)] int seed)
    {
        var random = new RandomJson(seed, withOneOf: false);
        var accepted = 0;
        for (var round = 0; round < 1000; round++)
        {
            var (schema, instance) = (random.Schema(3), random.Instance(3));
            if (Answer(schema, instance, isStrict: true) is not true)
                continue;

            accepted++;
            Assert.That(Answer(schema, instance, isStrict: false), Is.True, $"{schema} accepts {instance}");
        }

        Assert.That(accepted, Is.GreaterThan(20));
    }

    private static bool? Answer(string schema, string instance, bool isStrict) =>
        ArgumentSchema.Parse(Arguments.Json(schema), "$", [], isStrict) is { } parsed ? parsed.Evaluate(Arguments.Json(instance)) is null : null;
}
