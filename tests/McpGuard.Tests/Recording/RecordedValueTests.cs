using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Recording;

/// <summary>Argument values are on record where a rule lets them be seen, in the form that it names, and nowhere else.</summary>
[TestFixture]
[Category("LOG-3")]
internal sealed class RecordedValueTests
{
    private const string Arguments = """
        {"to":"bob@example.com","pin":1234,"urgent":true,"none":null,"text":"Grüße",
         "customer":{"name":"Bob","card":{"number":"4111"}},"lines":[{"sku":"a"},{"sku":"b"}],"a/b":"slash","m~n":"tilde","a":{"b":"nested"},"":"empty"}
        """;

    [TestCase("/to", "bob@example.com")]
    [TestCase("/pin", "1234")]
    [TestCase("/urgent", "true")]
    [TestCase("/none", "null")]
    [TestCase("/customer/name", "Bob")]
    [TestCase("/customer/card/number", "4111")]
    [TestCase("/customer/card", """{"number":"4111"}""")]
    [TestCase("/lines/1/sku", "b")]
    [TestCase("/lines/0", """{"sku":"a"}""")]
    [TestCase("/a~1b", "slash")]
    [TestCase("/m~0n", "tilde")]
    [TestCase("/a/b", "nested")]
    [TestCase("/", "empty")]
    public async Task Shown_value_is_the_one_that_its_pointer_names(string pointer, string shown) =>
        Assert.That(await RecordAsync((pointer, "Show")), Is.EqualTo(new Dictionary<string, string> { [pointer] = shown }));

    [TestCase("/nope")]
    [TestCase("/to/x")]
    [TestCase("/customer/nope")]
    [TestCase("/lines/2/sku")]
    [TestCase("/lines/-1/sku")]
    [TestCase("/lines/01/sku")]
    [TestCase("/lines/+1/sku")]
    [TestCase("/lines/ 1/sku")]
    [TestCase("/lines/x")]
    [TestCase("/TO")]
    public async Task Pointer_to_nothing_shows_nothing(string pointer) => Assert.That(await RecordAsync((pointer, "Show")), Is.Null);

    [TestCase("/customer/iban", """{"customer":{"Iban":"DE1"}}""")]
    [TestCase("/customer/iban", """{"customer":{"IBAN":"DE1"}}""")]
    [TestCase("/customer/card/Number", """{"customer":{"CARD":{"nUMBER":"DE1"}}}""")]
    [TestCase("/lines/0/sku", """{"lines":[{"SKU":"DE1"}]}""")]
    public async Task Member_of_a_nested_object_is_found_as_the_serializer_binds_it(string pointer, string arguments)
    {
        Assert.That((await Harness((pointer, "Show")).RecordAsync(arguments)).ArgumentValues, Is.EqualTo(new Dictionary<string, string> { [pointer] = "DE1" }));
        Assert.That(
            (await Harness((pointer, "Length")).RecordAsync(arguments)).ArgumentValues,
            Is.EqualTo(new Dictionary<string, string> { [pointer] = "3 characters" }));
    }

    [TestCase("/customer", "Show", "/customer/iban", "Hash")]
    [TestCase("/customer", "Show", "/Customer/Iban", "Length")]
    [TestCase("/customer/iban", "Hash", "/customer/Iban", "Show")]
    public void Value_that_one_rule_hides_is_not_shown_by_another(string one, string form, string other, string otherForm) =>
        Assert.That(
            () => Harness((one, form), (other, otherForm)), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains("RecordedValues shows"));

    [TestCase("/customer", "Hash", "/customer/iban", "Show")]
    [TestCase("/customer", "Show", "/customer/iban", "Show")]
    [TestCase("/customer", "Show", "/customers", "Hash")]
    public void Value_that_no_rule_hides_may_be_shown_by_several(string one, string form, string other, string otherForm) =>
        Assert.That(() => Harness((one, form), (other, otherForm)), Throws.Nothing);

    [Test]
    public async Task Length_is_recorded_for_a_value() =>
        Assert.That(
            await RecordAsync(("/text", "Length"), ("/pin", "Length")),
            Is.EqualTo(new Dictionary<string, string> { ["/text"] = "5 characters", ["/pin"] = "4 characters" }));

    [Test]
    public async Task Hashes_of_equal_values_are_equal_and_of_others_are_not()
    {
        var audit = Harness(("/to", "Hash"), ("/cc", "Hash"));

        var first = (await audit.RecordAsync("""{"to":"bob","cc":"bob"}""")).ArgumentValues!;
        var second = (await audit.RecordAsync("""{"to":"bob","cc":"eve"}""")).ArgumentValues!;

        Assert.That(first["/to"], Does.Match("^hmac-sha256:[0-9a-f]{64}$").And.EqualTo(first["/cc"]).And.EqualTo(second["/to"]));
        Assert.That(second["/cc"], Is.Not.EqualTo(first["/cc"]));
    }

    [Test]
    public async Task Values_of_other_tools_are_not_shown()
    {
        var audit = new AuditHarness(options => options.Tools["other"] = new() { RecordedValues = { ["/to"] = "Show" } });

        Assert.That((await audit.RecordAsync(Arguments)).ArgumentValues, Is.Null);
    }

    [Test]
    [Category("LOG-5")]
    public async Task Shown_value_is_bounded_and_stays_on_its_line()
    {
        var audit = Harness(("/text", "Show"));

        var record = await audit.RecordAsync(new JsonObject { ["text"] = "a\r\n\u2028\u202e" + new string('x', 10_000) }.ToJsonString());

        Assert.That(
            record.ToString(),
            Does.Match("^[\\x20-\\x7e]*$").And.Contain("\"argument_values\":{\"/text\":\"a\\r\\n\\u2028\\u202Exxx").And.Length.LessThan(2000));
    }

    [Test]
    public void Data_classification_goes_through_the_redactor_that_is_registered_for_it()
    {
        var services = new ServiceCollection().AddRedaction(redaction => redaction.SetRedactor<StarRedactor>(new DataClassification("mycompany", "personal")))
            .BuildServiceProvider();
        using var digest = new AuditDigest(Microsoft.Extensions.Options.Options.Create(new McpGuardOptions()));

        Assert.That(RedactionRule.Find("mycompany:personal", digest, services.GetRequiredService<IRedactorProvider>(), out var redact), Is.Null);
        Assert.That(redact!(System.Text.Json.JsonElement.Parse("\"secret\"")), Is.EqualTo("******"));
    }

    [Test]
    public async Task Data_that_no_redactor_is_registered_for_is_erased() =>
        Assert.That(await RecordAsync(("/to", "mycompany:unheard-of")), Is.EqualTo(new Dictionary<string, string> { ["/to"] = "" }));

    [Test]
    public void Redactor_that_fails_takes_no_record_along()
    {
        var services = new ServiceCollection().AddRedaction(redaction => redaction.SetRedactor<StrictRedactor>(new DataClassification("mycompany", "mail")))
            .BuildServiceProvider();
        var options = Microsoft.Extensions.Options.Options.Create(
            new McpGuardOptions { Tools = { ["tool"] = new() { RecordedValues = { ["/to"] = "mycompany:mail", ["/pin"] = "Show" } } } });
        using var digest = new AuditDigest(options);
        var arguments = JsonSerializer.Deserialize<Dictionary<string, JsonElement>>("""{"to":"no-address","pin":1}""")!;

        Assert.That(
            new RecordedValues(options, digest, services).Of("tool", arguments),
            Is.EqualTo(new Dictionary<string, string> { ["/to"] = "(its redactor failed: FormatException)", ["/pin"] = "1" }));
    }

    [TestCase("to", "Show", "McpGuard:Tools:tool:RecordedValues has 'to', which is not a JSON pointer")]
    [TestCase("", "Show", "McpGuard:Tools:tool:RecordedValues has '', which is not a JSON pointer")]
    [TestCase("/a~b", "Show", "McpGuard:Tools:tool:RecordedValues has '/a~b', which is not a JSON pointer")]
    [TestCase("/a~", "Show", "McpGuard:Tools:tool:RecordedValues has '/a~', which is not a JSON pointer")]
    [TestCase("/to", "show", "McpGuard:Tools:tool:RecordedValues:/to is 'show': There is no such rule. Use Show, Hash, Length")]
    [TestCase("/to", "", "McpGuard:Tools:tool:RecordedValues:/to is ''")]
    [TestCase("/to", "mycompany:", "McpGuard:Tools:tool:RecordedValues:/to is 'mycompany:'")]
    [TestCase("/to", "a:b:c", "McpGuard:Tools:tool:RecordedValues:/to is 'a:b:c'")]
    public void Unknown_rule_is_a_mistake_that_names_its_option(string pointer, string rule, string message) =>
        Assert.That(() => Harness((pointer, rule)), Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains(message));

    [Test]
    public void Error_for_a_classification_without_redactors_explains_how_to_register_them()
    {
        var options = Microsoft.Extensions.Options.Options.Create(
            new McpGuardOptions { Tools = { ["tool"] = new() { RecordedValues = { ["/to"] = "mycompany:personal" } } } });
        using var digest = new AuditDigest(options);

        Assert.That(
            () => new RecordedValues(options, digest, new ServiceCollection().BuildServiceProvider()),
            Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains(
                "McpGuard:Tools:tool:RecordedValues:/to").And.Message.Contains("AddRedaction"));
    }

    [Test]
    public void All_mistakes_are_reported_at_once() =>
        Assert.That(
            () => Harness(("x", "Nope"), ("/y", "nope")), Throws.InstanceOf<McpGuardConfigurationException>().With.Property("Problems").Count.EqualTo(3));

    private static async Task<IReadOnlyDictionary<string, string>?> RecordAsync(params (string Pointer, string Rule)[] rules) =>
        (await Harness(rules).RecordAsync(Arguments)).ArgumentValues;

    private static AuditHarness Harness(params (string Pointer, string Rule)[] rules) => new(options =>
    {
        var tool = options.Tools["tool"] = new ToolOptions();
        foreach (var (pointer, rule) in rules)
            tool.RecordedValues[pointer] = rule;
    });

    private sealed class StrictRedactor : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => input.Contains('@') ? 1 : throw new FormatException($"'{input}' is not an address.");

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            destination[0] = '@';
            return 1;
        }
    }

    private sealed class StarRedactor : Redactor
    {
        public override int GetRedactedLength(ReadOnlySpan<char> input) => input.Length;

        public override int Redact(ReadOnlySpan<char> source, Span<char> destination)
        {
            destination[..source.Length].Fill('*');
            return source.Length;
        }
    }
}
