using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpGuard.Tests.Audit.Records;

/// <summary>The page of the mapping says the truth: every member is on it, and every attribute and path on it is where it says.</summary>
[TestFixture]
internal sealed partial class MappingPageTests
{
    private static readonly (string Member, string Attributes, string Paths)[] _rows =
    [
        .. Row().Matches(File.ReadAllText(SourceTree.PathOf("src/McpGuard.Audit/MAPPING.md")))
            .Select(row => (row.Groups[1].Value, row.Groups[2].Value, row.Groups[3].Value)),
    ];

    private static readonly AuditRecord[] _records =
    [
        AuditSamples.Decision(AuditEffect.Deny, ReasonCode.OutsideHours),
        AuditSamples.Decision(AuditEffect.Deny, ReasonCode.TokenRevoked, "prompts/get"),
        AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed, "resources/read"),
        AuditSamples.Decision(AuditEffect.Allow, ReasonCode.Allowed, "tasks/get", transport: "stdio"),
        AuditSamples.Counted(ReasonCode.CredentialMissing),
        AuditSamples.Outcome(AuditOutcome.Succeeded),
        .. Enum.GetValues<AuditEvent>().Select(AuditSamples.Event),
    ];

    [Test]
    public void Every_member_has_its_row() =>
        Assert.That(
            _rows.Select(row => row.Member),
            Is.EquivalentTo(typeof(AuditRecord).GetProperties().Select(property => JsonNamingPolicy.SnakeCaseLower.ConvertName(property.Name))));

    [Test]
    public void Every_attribute_is_on_the_page_and_the_other_way_round()
    {
        var written = _records.SelectMany(AuditAttributes.Of).Select(attribute => attribute.Key)
            .Where(name => !name.StartsWith("mcpguard.claimed.", StringComparison.Ordinal));
        var told = _rows.SelectMany(row => Name().Matches(row.Attributes)).Select(name => name.Groups[1].Value).Where(name => name != "mcpguard.claimed.…");

        Assert.That(told.Distinct(), Is.EquivalentTo(written.Distinct()));
    }

    [Test]
    public void Every_path_is_in_some_event()
    {
        var written = _records.SelectMany(record => Paths("", JsonNode.Parse(OcsfEvent.ToJson(record))!)).ToHashSet();
        var told = _rows.SelectMany(row => Name().Matches(row.Paths)).Select(name => name.Groups[1].Value);

        Assert.That(told.Except(written), Is.Empty);
    }

    [Test]
    public void Members_without_a_mapping_are_exported_unchanged()
    {
        var unmapped = _records.SelectMany(
            record => JsonNode.Parse(OcsfEvent.ToJson(record))!["unmapped"]!["mcpguard"]!.AsObject().Select(member => member.Key)).ToHashSet();
        var told = _rows.Where(row => row.Paths.Contains('—')).Select(row => row.Member);

        Assert.That(told.Except(unmapped), Is.Empty);
    }

    private static IEnumerable<string> Paths(string path, JsonNode node) => node switch
    {
        JsonObject members => members.SelectMany(member => Paths(path.Length == 0 ? member.Key : $"{path}.{member.Key}", member.Value!)),
        JsonArray items => items.SelectMany(item => Paths(path, item!)),
        _ => [path],
    };

    [GeneratedRegex(@"^\| `([a-z_]+)` \| ([^|]+) \| ([^|]+) \|$", RegexOptions.Multiline)]
    private static partial Regex Row();

    [GeneratedRegex("`([^`]+)`")]
    private static partial Regex Name();
}
