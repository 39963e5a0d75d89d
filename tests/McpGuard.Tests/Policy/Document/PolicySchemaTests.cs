using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;

namespace McpGuard.Tests.Policy.Document;

/// <summary>The schema that is published for editors says what the reader of policies does.</summary>
internal sealed partial class PolicySchemaTests
{
    private static readonly JsonNode _schema = JsonNode.Parse(File.ReadAllText(SourceTree.PathOf("src/McpGuard/policy.schema.json")))!;

    /// <summary>Every name that the policy's sources write, whatever for.</summary>
    private static readonly string[] _candidates =
    [
        .. SourceTree.Files.Where(file => file.Path.StartsWith("McpGuard/Policy/", StringComparison.Ordinal))
            .SelectMany(file => Literal().Matches(file.Text).Select(match => match.Groups[1].Value))
            .Distinct(StringComparer.OrdinalIgnoreCase).Order(StringComparer.Ordinal),
    ];

    /// <summary>Each kind of object in a policy, and a policy with some JSON in the place of one.</summary>
    private static readonly (string Name, Func<string, string> PutInto)[] _objects =
    [
        ("policy", json => json),
        ("scopeEntry", json => $$"""{ "Scopes": [ {{json}} ] }"""),
        ("targetGroup", json => $$"""{ "TargetGroups": { "group": {{json}} } }"""),
        ("engine", json => $$"""{ "Engine": {{json}} }"""),
        ("rule", Rule),
        ("argumentScopes", json => Rule($$"""{ "ScopesByArguments": [ {{json}} ] }""")),
        ("callers", json => Rule($$"""{ "Callers": {{json}} }""")),
        ("tenant", json => Rule($$"""{ "Tenant": {{json}} }""")),
        ("hours", json => Rule($$"""{ "Hours": {{json}} }""")),
        ("device", json => Rule($$"""{ "Device": {{json}} }""")),
        ("signIn", json => Rule($$"""{ "SignIn": {{json}} }""")),
        ("risk", json => Rule($$"""{ "Risk": {{json}} }""")),
        ("approval", json => Rule($$"""{ "Approval": {{json}} }""")),
        ("rate", json => Rule($$"""{ "Rate": {{json}} }""")),
    ];

    private static IEnumerable<string> Objects => _objects.Select(part => part.Name);

    private static IEnumerable<string> Choices =>
        from part in _objects
        from member in Members(part.Name)
        where EnumOf(member.Value!) is not null
        select $"{part.Name}.{member.Key}";

    [Test]
    public void Schema_uses_only_supported_keywords()
    {
        var problems = new List<string>();
        Assert.That(
            ArgumentSchema.Parse(JsonElement.Parse(_schema.ToJsonString()), "$", problems, isStrict: false), Is.Not.Null, () => string.Join('\n', problems));
    }

    [TestCaseSource(nameof(Objects))]
    public void Object_has_the_members_that_the_reader_knows(string name)
    {
        var all = new JsonObject(_candidates.Select(candidate => KeyValuePair.Create(candidate, (JsonNode?)"1")));
        var unknown = Read(PutInto(name, all.ToJsonString())).Select(problem => Meaningless().Match(problem)).Where(match => match.Success)
            .Select(match => match.Groups[1].Value);

        Assert.That(Members(name).Select(member => member.Key), Is.EquivalentTo(_candidates.Except(unknown)));
    }

    [TestCaseSource(nameof(Choices))]
    public void Choice_has_the_values_that_the_reader_knows(string place)
    {
        var (name, member) = (place.Split('.')[0], place.Split('.')[1]);
        var problem = Read(PutInto(name, $$"""{ "{{member}}": "nonsense" }"""))
            .Single(problem => problem.Contains("'nonsense', which is not one of", StringComparison.Ordinal));
        var values = EnumOf(Members(name)[member]!)!.Select(value => (string)value!);

        Assert.That(problem.Split("one of ")[1].TrimEnd('.').Split(", "), Is.EqualTo(values));
    }

    [Test]
    public void Objects_are_closed_and_all_of_them_are_checked()
    {
        var objects = _schema["$defs"]!.AsObject().Where(part => part.Value!["properties"] is not null).ToList();

        Assert.That(objects.Select(part => part.Key), Is.EquivalentTo(Objects.Append("argumentSchema")));
        Assert.That(objects.Select(part => (bool?)part.Value!["additionalProperties"]), Is.All.False);
    }

    [Test]
    public void Members_are_described()
    {
        var silent =
            from part in _schema["$defs"]!.AsObject()
            from member in part.Value!["properties"]?.AsObject() ?? []
            where Resolve(member.Value!)["description"] is null && member.Value!["description"] is null
            select $"{part.Key}.{member.Key}";

        Assert.That(silent, Is.Empty);
    }

    [Test]
    public void Argument_schemas_have_the_keywords_and_formats_that_there_are()
    {
        Assert.That(Members("argumentSchema").Select(member => member.Key), Is.EquivalentTo(SchemaVocabulary.Keywords.Keys));
        Assert.That(Members("argumentSchema")["format"]!["enum"]!.AsArray().Select(value => (string)value!), Is.EquivalentTo(TextFormats.All.Keys));
    }

    [TestCase("""{ "Modes": "Enforce" }""")]
    [TestCase("""{ "Mode": "Report" }""")]
    [TestCase("""{ "Rules": { "options": { } } }""")]
    [TestCase("""{ "Rules": { "a:b": { } } }""")]
    [TestCase("""{ "Rules": { "night": { "Hours": { "From": "8:30" } } } }""")]
    [TestCase("""{ "Rules": { "night": { "Rate": { "Window": "a minute" } } } }""")]
    [TestCase("""{ "Rules": { "night": { "Scopes": [ "two scopes" ] } } }""")]
    [TestCase("""{ "Rules": { "night": { "Arguments": { "minimun": 3 } } } }""")]
    [TestCase("""{ "Rules": { "night": { "Arguments": { "properties": { "count": { "const": 3 } } } } } }""")]
    [TestCase("""{ "Rules": { "night": { "Arguments": { "properties": { "count": { "enum": [ "a", "3" ] } } } } } }""")]
    public void Mistake_is_seen_in_the_editor(string policy) => Assert.That(Judge(policy), Is.Not.Null);

    [TestCase("""{ "Rules": { "night": { "Arguments": { "properties": { "count": { "type": "integer", "enum": [ 1, 3 ] } } } } } }""")]
    [TestCase("""{ "Rules": { "night": { "Arguments": { "properties": { "name": { "enum": [ "a", "b" ] } }, "additionalProperties": false } } } }""")]
    [TestCase("""{ "Rules": { "night": { "Mode": "ReportOnly" } } }""")]
    public void Partial_policy_is_valid(string policy) => Assert.That(Judge(policy), Is.Null);

    private static SchemaFailure? Judge(string policy) =>
        ArgumentSchema.Parse(JsonElement.Parse(_schema.ToJsonString()), "$", [], isStrict: false)!
            .Evaluate(JsonElement.Parse($$"""{ "McpGuard": { "Policy": {{policy}} } }"""));

    private static string Rule(string json) => $$"""{ "Rules": { "rule": {{json}} } }""";

    private static string PutInto(string name, string json) => _objects.Single(part => part.Name == name).PutInto(json);

    private static JsonObject Members(string name) => _schema["$defs"]![name]!["properties"]!.AsObject();

    private static JsonNode Resolve(JsonNode part) =>
        (string?)part["$ref"] is { } reference ? Resolve(_schema["$defs"]![reference["#/$defs/".Length..]]!) : part;

    /// <summary>The values of a choice, of one or of several.</summary>
    private static JsonArray? EnumOf(JsonNode member) =>
        Resolve(member) is var part && part["anyOf"] is JsonArray alternatives ? EnumOf(alternatives[0]!) : part["enum"]?.AsArray();

    private static List<string> Read(string policy)
    {
        var problems = new List<string>();
        var state = GuardState.InMemory(TimeProvider.System);
        using var engine = new PolicyEngine(
            Mock.Of<IHttpClientFactory>(), Options.Create(new McpGuardOptions()), TimeProvider.System, NullLogger<PolicyEngine>.Instance);
        PolicyDocument.Read(policy, new ConditionSources(state, new ServerParts(new ServiceCollection().BuildServiceProvider(), engine, null!)), "", problems);
        return problems;
    }

    [GeneratedRegex("\"([A-Z][A-Za-z]+)\"")]
    private static partial Regex Literal();

    [GeneratedRegex("has '([A-Za-z]+)', which is unknown here")]
    private static partial Regex Meaningless();
}
