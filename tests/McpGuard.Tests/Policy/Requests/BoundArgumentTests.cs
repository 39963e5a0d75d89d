using System.ComponentModel;
using System.Text.Json;
using System.Text.Json.Serialization;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requests;

/// <summary>A rule is about the arguments that the tool gets: as its parameters bind them, with its defaults.</summary>
[TestFixture]
internal sealed class BoundArgumentTests
{
    private const string Guarded = "guarded";

    public enum Level
    {
        Low,
        High,
    }

    public sealed class Order
    {
        public string Place { get; set; } = "home";

        [JsonPropertyName("total_amount")]
        public float Total { get; set; } = 5000;

        public DateTime? Due { get; set; }
    }

    public sealed class Node
    {
        public DateTime Day { get; set; }

        public Node? Next { get; set; }
    }

    public sealed class Quiet
    {
        [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
        public int Amount { get; set; }
    }

    [JsonDerivedType(typeof(Dated), "dated")]
    public class Plan
    {
        public string Place { get; set; } = "home";
    }

    public sealed class Dated : Plan
    {
        public DateTime Day { get; set; }
    }

    private static readonly Delegate[] _tools =
    [
        (DateTime value) =>
            "", (DateTimeOffset value) => "", (DateOnly value) => "", (TimeOnly value) => "", (TimeSpan value) => "", (Guid value) => "", (Uri value) => "",
        (Level value) =>
            "", (float value) => "", (double value) => "", (decimal value) => "", (Half value) => "", (int value) => "", (bool value) => "", (char value) => "",
        (byte[] value) =>
            "", (DateTime? value) =>
                "", (Level? value) => "", (List<DateTime> value) => "", (Dictionary<string, float> value) => "", (Order value) => "", (object value) => "",
        (Quiet value) => "", (Plan value) => "", (IDictionary<string, DateTime> value) => "",
        (string value) => "", (JsonElement value) => "",
    ];

    private static Delegate Taking(string type) => _tools.Single(tool => Name(tool.Method.GetParameters()[0].ParameterType) == type);

    private static string Name(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return $"{underlying.Name}?";

        return type.IsGenericType ? type.Name[..^2] : type.Name;
    }

    // A caller with a value in the rule needs a scope, however the value is written.
    [TestCase("DateTime", "{\"const\":\"2026-12-24\"}", "\"2026-12-24T00:00:00\"")]
    [TestCase("DateTime", "{\"const\":\"2026-12-24\"}", "\"2026-12-24T00:00:00.0000000\"")]
    [TestCase("DateTime", "{\"const\":\"2026-12-24\"}", "\"2026-12-24T00:00\"")]
    [TestCase("DateTime", "{\"const\":\"2026-12-24\"}", "\"2026-12-24T00:00:00Z\"")]
    [TestCase("DateTime", "{\"enum\":[\"2026-12-24T00:00:00\"]}", "\"2026-12-24\"")]
    [TestCase("DateTime", "{\"pattern\":\"^2026-12-24T\",\"type\":\"string\"}", "\"2026-12-24\"")]
    [TestCase("DateTime?", "{\"const\":\"2026-12-24\"}", "\"2026-12-24T00:00:00\"")]
    [TestCase("DateTimeOffset", "{\"const\":\"2026-12-24T00:00:00Z\"}", "\"2026-12-24T01:00:00+01:00\"")]
    [TestCase("TimeSpan", "{\"const\":\"01:00:00\"}", "\"1:00:00\"")]
    [TestCase("TimeSpan", "{\"const\":\"01:00:00\"}", "\"01:00:00.0000000\"")]
    [TestCase("TimeOnly", "{\"const\":\"08:30:00\"}", "\"08:30\"")]
    [TestCase("Guid", "{\"const\":\"0a0b0c0d-0000-0000-0000-00000000000f\"}", "\"0A0B0C0D-0000-0000-0000-00000000000F\"")]
    [TestCase("Uri", "{\"const\":\"https://example.com/a\"}", "\"HTTPS://EXAMPLE.com:443/x/../%61\"")]
    [TestCase("Level", "{\"const\":\"High\"}", "\"high\"")]
    [TestCase("Level", "{\"const\":\"High\"}", "1")]
    [TestCase("Level?", "{\"const\":\"high\"}", "\"1\"")]
    [TestCase("Single", "{\"minimum\":1000}", "999.99999")]
    [TestCase("Single", "{\"minimum\":1000}", "\"1000\"")]
    [TestCase("Double", "{\"minimum\":1000}", "999.99999999999999999")]
    [TestCase("Decimal", "{\"minimum\":1000}", "999.99999999999999999999999999999999")]
    [TestCase("Half", "{\"minimum\":1000}", "999.9")]
    [TestCase("Int32", "{\"minimum\":1000}", "\"1000\"")]
    [TestCase("List", "{\"contains\":{\"const\":\"2026-12-24\"}}", "[\"2026-12-24T00:00:00\"]")]
    [TestCase("Dictionary", "{\"properties\":{\"x\":{\"minimum\":1000}},\"required\":[\"x\"]}", "{\"x\":999.99999}")]
    [TestCase("Order", "{\"properties\":{\"total_amount\":{\"minimum\":1000}},\"required\":[\"total_amount\"]}", "{}")]
    [TestCase("Order", "{\"properties\":{\"total_amount\":{\"minimum\":1000}},\"required\":[\"total_amount\"]}", "{\"TOTAL_AMOUNT\":999.99999}")]
    [TestCase("Order", "{\"properties\":{\"place\":{\"const\":\"home\"}},\"required\":[\"place\"]}", "{\"total_amount\":1}")]
    [TestCase("Order", "{\"properties\":{\"due\":{\"const\":\"2026-12-24\"}},\"required\":[\"due\"]}", "{\"Due\":\"2026-12-24T00:00:00\"}")]
    [TestCase("Order", "{\"properties\":{\"Total_Amount\":{\"minimum\":1000}},\"required\":[\"Total_Amount\"]}", "{}")]
    [TestCase("Order", "{\"not\":{\"patternProperties\":{\"^due$\":{\"not\":{\"const\":\"2026-12-24\"}}}}}", "{\"due\":\"2026-12-24T00:00:00\"}")]
    [TestCase("Order", "{\"not\":{\"patternProperties\":{\"^total\":{\"maximum\":1000}}}}", "{}")]
    [TestCase("Order", "{\"not\":{\"additionalProperties\":{\"not\":{\"const\":5000}}}}", "{}")]
    [TestCase("IDictionary", "{\"not\":{\"additionalProperties\":{\"not\":{\"const\":\"2026-12-24\"}}}}", "{\"x\":\"2026-12-24T00:00:00\"}")]
    [TestCase("IDictionary", "{\"not\":{\"patternProperties\":{\"x\":{\"not\":{\"const\":\"2026-12-24\"}}}}}", "{\"x\":\"2026-12-24T00:00:00\"}")]
    [TestCase("Quiet", "{\"properties\":{\"amount\":{\"const\":0}},\"required\":[\"amount\"]}", "{}")]
    [TestCase("Plan", "{\"properties\":{\"day\":{\"const\":\"2026-12-24\"}},\"required\":[\"day\"]}", "{\"$type\":\"dated\",\"day\":\"2026-12-24T00:00:00\"}")]
    public void Value_that_the_rule_names_needs_the_scope_however_it_is_written(string type, string schema, string value)
    {
        var harness = WithScopes(schema, Taking(type));

        Assert.That(Decide(harness, value), Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(Decide(harness, value, Guarded), Is.EqualTo(ReasonCode.Allowed), "With the scope it is allowed.");
    }

    [TestCase("DateTime", "{\"const\":\"2026-12-24\"}", "\"2026-12-25T00:00:00\"")]
    [TestCase("DateTime", "{\"const\":\"2026-12-24T10:00:00\"}", "\"2026-12-24T10:00:01\"")]
    [TestCase("TimeSpan", "{\"const\":\"01:00:00\"}", "\"02:00:00\"")]
    [TestCase("Guid", "{\"const\":\"0a0b0c0d-0000-0000-0000-00000000000f\"}", "\"0a0b0c0d-0000-0000-0000-00000000000e\"")]
    [TestCase("Single", "{\"minimum\":1000}", "999.9")]
    [TestCase("Int32", "{\"minimum\":1000}", "999")]
    [TestCase("Boolean", "{\"const\":true}", "false")]
    [TestCase("String", "{\"const\":\"a\"}", "\"b\"")]
    [TestCase("Order", "{\"properties\":{\"total_amount\":{\"minimum\":1000}},\"required\":[\"total_amount\"]}", "{\"total_amount\":1}")]
    [TestCase("List", "{\"contains\":{\"const\":\"2026-12-24\"}}", "[\"2026-12-25\"]")]
    public void Other_value_does_not_need_it(string type, string schema, string value) =>
        Assert.That(Decide(WithScopes(schema, Taking(type)), value), Is.EqualTo(ReasonCode.Allowed));

    // A rule that forbids a value forbids it however it is written.
    [TestCase("DateTime", "{\"not\":{\"const\":\"2026-12-24\"}}", "\"2026-12-24T00:00:00\"")]
    [TestCase("DateTime", "{\"not\":{\"enum\":[\"2026-12-24\"]}}", "\"2026-12-24T00:00:00Z\"")]
    [TestCase("TimeSpan", "{\"not\":{\"const\":\"01:00:00\"}}", "\"1:00:00\"")]
    [TestCase("Single", "{\"exclusiveMaximum\":1000}", "999.99999")]
    [TestCase("Single", "{\"not\":{\"minimum\":1000}}", "999.99999")]
    [TestCase("Int32", "{\"maximum\":10}", "\"x\"")]
    [TestCase("List", "{\"not\":{\"contains\":{\"const\":\"2026-12-24\"}}}", "[\"2026-12-24T00:00:00\"]")]
    [TestCase("Order", "{\"properties\":{\"total_amount\":{\"maximum\":1000}}}", "{}")]
    [TestCase("IDictionary", "{\"additionalProperties\":{\"not\":{\"const\":\"2026-12-24\"}}}", "{\"x\":\"2026-12-24T00:00:00\"}")]
    [TestCase("Order", "{\"patternProperties\":{\"^total\":{\"maximum\":1000}}}", "{}")]
    public void Value_that_the_rule_forbids_is_denied_however_it_is_written(string type, string schema, string value) =>
        Assert.That(Decide(WithArguments(schema, Taking(type)), value), Is.EqualTo(ReasonCode.ArgumentsNotAllowed));

    [TestCase("DateTime", "{\"format\":\"date-time\"}", "\"2026-12-24T00:00:00Z\"")]
    [TestCase("DateTime", "{\"not\":{\"const\":\"2026-12-24\"}}", "\"2026-12-25\"")]
    [TestCase("DateOnly", "{\"format\":\"date\"}", "\"2026-12-24\"")]
    [TestCase("Level", "{\"enum\":[\"Low\"]}", "\"Low\"")]
    [TestCase("Byte[]", "{\"maxLength\":8}", "\"QUJD\"")]
    [TestCase("Char", "{\"const\":\"a\"}", "\"a\"")]
    [TestCase("Order", "{\"properties\":{\"place\":{\"const\":\"home\"}},\"additionalProperties\":false}", "{\"place\":\"home\"}")]
    [TestCase("Object", "{\"properties\":{\"a\":{\"const\":1}}}", "{\"a\":1}")]
    [TestCase("JsonElement", "{\"properties\":{\"a\":{\"const\":1}}}", "{\"a\":1}")]
    [TestCase("IDictionary", "{\"additionalProperties\":{\"enum\":[\"2026-12-24\"]}}", "{\"x\":\"2026-12-24\"}")]
    [TestCase("Order", "{\"patternProperties\":{\"^place$\":{\"enum\":[\"home\"]}},\"additionalProperties\":false}", "{\"place\":\"home\"}")]
    public void Value_that_the_rule_allows_is_allowed(string type, string schema, string value) =>
        Assert.That(Decide(WithArguments(schema, Taking(type)), value), Is.EqualTo(ReasonCode.Allowed));

    [Test]
    public void Default_is_judged_as_the_value_that_it_is()
    {
        Assert.That(Empty(([DefaultValue("prod")] string value) => ""), Is.EqualTo(ReasonCode.ScopeInsufficient), "[DefaultValue]");
        Assert.That(Empty((string value = "prod") => ""), Is.EqualTo(ReasonCode.ScopeInsufficient));
        Assert.That(Empty((string value = "dev") => ""), Is.EqualTo(ReasonCode.Allowed));

        static ReasonCode Empty(Delegate tool) => DecideOn(WithScopes("""{"const":"prod"}""", tool), "{}");
    }

    [TestCase("{\"minimum\":0}", ReasonCode.ScopeInsufficient)]
    [TestCase("{\"minimum\":1}", ReasonCode.Allowed)]
    public void Default_of_a_structure_is_judged(string schema, ReasonCode reason) =>
        Assert.That(DecideOn(WithScopes(schema, (decimal value = default) => ""), "{}"), Is.EqualTo(reason));

    [Test]
    public void Invalid_default_is_judged_as_no_value()
    {
        Delegate tool = (string? value = null) => "";

        Assert.That(
            DecideOn(WithArguments("""{"enum":["eu"]}""", tool), "{}"),
            Is.EqualTo(ReasonCode.ArgumentsNotAllowed),
            "The tool gets what the rule does not allow.");
        Assert.That(DecideOn(WithArguments("""{"enum":["eu",null]}""", tool), "{}"), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("{\"patternProperties\":{\"^val\":{\"not\":{\"const\":\"prod\"}}}}")]
    [TestCase("{\"additionalProperties\":{\"not\":{\"const\":\"prod\"}}}")]
    [TestCase("{\"properties\":{\"other\":true},\"additionalProperties\":{\"enum\":[\"dev\"]}}")]
    public void Default_is_judged_by_a_schema_that_does_not_name_it(string schema)
    {
        var harness = Harness("\"Arguments\":" + schema, (string value = "prod", string? other = null) => "");

        Assert.That(DecideOn(harness, "{}"), Is.EqualTo(ReasonCode.ArgumentsNotAllowed));
        Assert.That(DecideOn(harness, """{"value":"dev"}"""), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Default_that_the_rule_is_not_about_is_not_filled_in() =>
        Assert.That(
            Decide(WithArguments("""{"const":"a"}""", (string value, string? other = null) => "", more: ",\"additionalProperties\":false"), "\"a\""),
            Is.EqualTo(ReasonCode.Allowed));

    [Test]
    public void Serializer_options_of_the_tool_are_those_that_count()
    {
        var options = new JsonSerializerOptions(McpJsonUtilities.DefaultOptions);
        options.Converters.Insert(0, new Doubling());
        var harness = WithScopes(
            """{"minimum":1000}""", McpServerTool.Create([RequireScope("a")] (int value) => "", new() { Name = "tool", SerializerOptions = options }));

        Assert.That(Decide(harness, "500"), Is.EqualTo(ReasonCode.ScopeInsufficient));
    }

    [Test]
    public void Parameter_has_the_name_that_the_sdk_binds()
    {
        var harness = WithScopes(
            """{"const":"2026-12-24"}""",
            McpServerTool.Create(AIFunctionFactory.Create((DateTime value) => ""), new() { Name = "tool", Metadata = [new RequireScopeAttribute("a")] }));

        Assert.That(Decide(harness, "\"2026-12-24T00:00:00\""), Is.EqualTo(ReasonCode.ScopeInsufficient), "A function has no method among the metadata.");
    }

    [Test]
    public void Tool_that_is_wrapped_binds_as_the_one_inside() =>
        Assert.That(
            Decide(WithScopes("""{"const":"2026-12-24"}""", new Wrapper(Tool((DateTime value) => ""))), "\"2026-12-24T00:00:00\""),
            Is.EqualTo(ReasonCode.ScopeInsufficient));

    [Test]
    public void Definition_that_is_referred_to_is_about_the_type_of_each_value()
    {
        Delegate tool = (DateTime value, string other) => "";
        var policy =
            """{"$defs":{"day":{"const":"2026-12-24"}},"not":{"anyOf":[{"properties":{"value":{"$ref":"#/$defs/day"}},"required":["value"]}]}""" +
                ""","properties":{"other":{"$ref":"#/$defs/day"}}}""";
        var harness = Harness("\"Arguments\":" + policy, tool);

        Assert.That(DecideOn(harness, """{"value":"2026-12-24T00:00:00","other":"2026-12-24"}"""), Is.EqualTo(ReasonCode.ArgumentsNotAllowed));
        Assert.That(DecideOn(harness, """{"value":"2026-12-25","other":"2026-12-24"}"""), Is.EqualTo(ReasonCode.Allowed));
    }

    [Test]
    public void Type_and_schema_that_refer_to_themselves_come_to_an_end()
    {
        var harness = Harness("""
            "Arguments":{"$defs":{"node":{"properties":{"day":{"not":{"const":"2026-12-24"}},"next":{"anyOf":[{"type":"null"},
            {"$ref":"#/$defs/node"}]}}}},"properties":{"value":{"$ref":"#/$defs/node"}}}
            """, (Node value) => "");

        Assert.That(Decide(harness, """{"day":"2026-12-25","next":{"day":"2026-12-25","next":null}}"""), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(Decide(harness, """{"day":"2026-12-25","next":{"day":"2026-12-24T00:00:00","next":null}}"""), Is.EqualTo(ReasonCode.ArgumentsNotAllowed));
    }

    private static ReasonCode Decide(PolicyHarness harness, string value, string scopes = "") => DecideOn(harness, $$"""{"value":{{value}}}""", scopes);

    private static ReasonCode DecideOn(PolicyHarness harness, string arguments, string scopes = "")
    {
        var tool = harness.Server.ToolCollection!.Single();
        var caller = Callers.With("a " + scopes);
        var decision = harness.Decide(caller, tool, arguments: arguments);
        Assert.That(harness.DecideByName(caller, "tool", arguments)!.Reason, Is.EqualTo(decision.Reason), "Both places say the same.");
        return decision.Reason;
    }

    private static PolicyHarness WithScopes(string schema, Delegate tool) => WithScopes(schema, Tool(tool));

    private static PolicyHarness WithScopes(string schema, McpServerTool tool) =>
        Harness($$"""
            "ScopesByArguments":[{"Arguments":{"properties":{"value":{{schema}}},"required":["value"]},"Scopes":["{{Guarded}}"]}]
            """, tool);

    private static PolicyHarness WithArguments(string schema, Delegate tool, string more = "") =>
        Harness("\"Arguments\":{\"properties\":{\"value\":" + schema + "}" + more + "}", tool);

    private static PolicyHarness Harness(string rule, Delegate tool) => Harness(rule, Tool(tool));

    private static PolicyHarness Harness(string rule, McpServerTool tool)
    {
        var harness = new PolicyHarness(options => options.Policy = "{\"Rules\":{\"r\":{\"Tools\":[\"tool\"]," + rule + "}}}", tool);
        Assert.That(harness.Problems, Is.Empty);
        return harness;
    }

    private static McpServerTool Tool(Delegate tool) =>
        McpServerTool.Create(tool, new() { Name = "tool", Metadata = [tool.Method, new RequireScopeAttribute("a")] });

    private sealed class Wrapper(McpServerTool inner) : DelegatingMcpServerTool(inner);

    private sealed class Doubling : JsonConverter<int>
    {
        public override int Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => reader.GetInt32() * 2;

        public override void Write(Utf8JsonWriter writer, int value, JsonSerializerOptions options) => writer.WriteNumberValue(value);
    }
}
