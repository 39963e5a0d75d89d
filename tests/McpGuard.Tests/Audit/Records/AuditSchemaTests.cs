using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard.Tests.Audit.Records;

/// <summary>The schema that is published for records says what is written.</summary>
[TestFixture]
[Category("AUD-6")]
internal sealed class AuditSchemaTests
{
    private static readonly JsonNode _schema = JsonNode.Parse(File.ReadAllText(SourceTree.PathOf("src/McpGuard.Audit/audit-record.schema.json")))!;

    private static IEnumerable<TestCaseData> Objects =>
    [
        new TestCaseData(_schema, AuditJson.Default.AuditRecord, new[] { "seq", "prev" }).SetArgDisplayNames("record"),
        new TestCaseData(_schema["$defs"]!["token"], AuditJson.Default.AuditToken, Array.Empty<string>()).SetArgDisplayNames("token"),
        new TestCaseData(_schema["$defs"]!["claims"], AuditJson.Default.AuditClaims, Array.Empty<string>()).SetArgDisplayNames("claims"),
        new TestCaseData(_schema["$defs"]!["token_fault"], AuditJson.Default.AuditTokenFault, Array.Empty<string>()).SetArgDisplayNames("token fault"),
        new TestCaseData(_schema["$defs"]!["result"], AuditJson.Default.AuditResult, Array.Empty<string>()).SetArgDisplayNames("result"),
        new TestCaseData(_schema["$defs"]!["fact"], AuditJson.Default.AccessFact, Array.Empty<string>()).SetArgDisplayNames("fact"),
    ];

    private static IEnumerable<TestCaseData> Choices =>
    [
        Choice<AuditEvent>("event"), Choice<AuditEffect>("effect"), Choice<ReasonCode>("reason"), Choice<AuditOutcome>("outcome"), Choice<AuditSessionSource>(
            "session_source"),
    ];

    [TestCaseSource(nameof(Objects))]
    public void Object_has_the_members_that_are_written_each_with_a_description(object schema, object type, string[] ofTheLog)
    {
        var members = ((JsonNode)schema)["properties"]!.AsObject();

        Assert.That(members.Select(member => member.Key), Is.EquivalentTo(((JsonTypeInfo)type).Properties.Select(property => property.Name).Concat(ofTheLog)));
        Assert.That(members.Select(member => (string?)member.Value!["description"]), Has.All.Not.Empty);
    }

    [Test]
    public void No_description_has_code_in_it() =>
        Assert.That(Descriptions(_schema), Is.Not.Empty.And.None.Matches("=>|typeof|nameof|\\{|\\}|;$|[<>]|\\b(public|internal|sealed|static)\\b"));

    [TestCaseSource(nameof(Choices))]
    public void Choice_has_all_values(string member, string[] values) =>
        Assert.That(_schema["properties"]![member]!["enum"]!.AsArray().Select(value => (string)value!), Is.EqualTo(values));

    [Test]
    public void Schema_lists_all_values_of_remarks() =>
        Assert.That(_schema["properties"]!["remarks"]!["items"]!["enum"]!.AsArray().Select(value => (string)value!), Is.EqualTo(Names<AuditRemark>()));

    [Test]
    public async Task Records_of_every_kind_match_the_schema()
    {
        var audit = new AuditHarness();
        await audit.RecordAsync("""{"text":"a","n":1}""");
        await audit.Trail.TryRecordDecisionAsync(audit.Operation(), AccessDecision.Denied(ReasonCode.TokenExpired), httpStatus: 401, errorCode: 40101);
        var result = new RecordResult(new AuditResult(["text"], 12, "hmac-sha256:00"));
        await audit.Trail.RecordOutcomeAsync(audit.AllowedOperation(), AuditOutcome.Succeeded, result, new ListSummary(2, 1, "hmac-sha256:00"));
        await audit.Trail.RecordPolicyAsync("sha256:00");
        await audit.Trail.RecordKeysAsync("https://authority.example", ["key-1"]);
        await audit.Trail.RecordGuardAsync(AuditEvent.GuardStarted, "sha256:00", "1.0.0");

        Assert.That(audit.Sink.Records, Has.Count.EqualTo(6));
        Assert.That(audit.Sink.Records.Select(record => Evaluate(record.ToString())), Has.All.Null);
    }

    [TestCase("""{"schema_version":1}""")]
    [TestCase(
        """{"schema_version":2,"record_id":"r","time":"2026-08-01T12:00:00Z","logged_time":"2026-08-01T12:00:00Z","event":"guard_started","""
        + "\"operation_id\":\"o\"}")]
    [TestCase("""{"schema_version":1,"record_id":"r","time":"yesterday","logged_time":"2026-08-01T12:00:00Z","event":"guard_started","operation_id":"o"}""")]
    [TestCase(
        """{"schema_version":1,"record_id":"r","time":"2026-08-01T12:00:00Z","logged_time":"2026-08-01T12:00:00Z","event":"decision","operation_id":"o"}""")]
    [TestCase(
        """{"schema_version":1,"record_id":"r","time":"2026-08-01T12:00:00Z","logged_time":"2026-08-01T12:00:00Z","event":"outcome","operation_id":"o"}""")]
    public void Invalid_record_is_refused(string json) => Assert.That(Evaluate(json), Is.Not.Null);

    private static IEnumerable<string> Descriptions(JsonNode? node) => node switch
    {
        JsonObject members =>
            members.SelectMany(member => member is { Key: "description", Value: JsonValue text } ? [(string)text!] : Descriptions(member.Value)),
        JsonArray items => items.SelectMany(Descriptions),
        _ => [],
    };

    private static SchemaFailure? Evaluate(string json) => Schema().Evaluate(JsonElement.Parse(json));

    // A published schema is read as the standard says; ours has all of the keywords that it uses.
    private static ArgumentSchema Schema()
    {
        var problems = new List<string>();
        return ArgumentSchema.Parse(JsonElement.Parse(_schema.ToJsonString()), "$", problems, isStrict: false)
            ?? throw new AssertionException(string.Join('\n', problems));
    }

    private static TestCaseData Choice<T>(string member)
        where T : struct, Enum => new TestCaseData(member, Names<T>()).SetArgDisplayNames(member);

    private static string[] Names<T>()
        where T : struct, Enum => [.. Enum.GetNames<T>().Where(name => name != nameof(ReasonCode.None)).Select(JsonNamingPolicy.SnakeCaseLower.ConvertName)];
}
