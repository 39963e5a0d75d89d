namespace McpGuard.Tests.Conventions;

/// <summary>
/// The table of rooms: every folder of the packages, and what it may know. A room stands below those that it knows, so there are no
/// cycles. A folder below a room of the table that is not in it belongs to that room.
/// </summary>
[TestFixture]
internal sealed class RoomTests
{
    private static readonly Dictionary<string, string[]> _rooms = new(StringComparer.Ordinal)
    {
        ["McpGuard.Analyzers"] = [],
        ["McpGuard.Audit/Files"] = [],
        ["McpGuard.Audit/Log"] = ["McpGuard.Audit/Files"],
        ["McpGuard.Audit/Records"] = [],
        ["McpGuard.Audit/Ocsf"] = ["McpGuard.Audit/Files", "McpGuard.Audit/Records"],
        ["McpGuard.Audit/Verification"] = ["McpGuard.Audit/Log", "McpGuard.Audit/Records"],
        ["McpGuard.Audit/Query"] = ["McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Verification"],
        ["McpGuard.Audit/Writing"] = ["McpGuard.Audit/Files", "McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Verification"],
        ["McpGuard/Text"] = [],
        ["McpGuard/JsonSchema/Values"] = ["McpGuard/Text"],
        ["McpGuard/JsonSchema/Evaluation"] = ["McpGuard/JsonSchema/Values"],
        ["McpGuard/JsonSchema/Formats"] = [],
        ["McpGuard/JsonSchema/Patterns"] = ["McpGuard/JsonSchema/Evaluation"],
        ["McpGuard/JsonSchema/Keywords"] =
        [
            "McpGuard/Text", "McpGuard/JsonSchema/Values", "McpGuard/JsonSchema/Evaluation", "McpGuard/JsonSchema/Formats",
            "McpGuard/JsonSchema/Patterns",
        ],
        ["McpGuard/JsonSchema"] = ["McpGuard/JsonSchema/Values", "McpGuard/JsonSchema/Evaluation", "McpGuard/JsonSchema/Keywords"],
        ["McpGuard/Protocol"] = ["McpGuard.Audit/Records", "McpGuard/Text"],
        ["McpGuard/Options"] = ["McpGuard.Audit/Ocsf", "McpGuard.Audit/Writing", "McpGuard/Text", "McpGuard/Protocol"],
        ["McpGuard/Policy/Json"] = ["McpGuard/Text", "McpGuard/Protocol"],
        ["McpGuard/Policy/Primitives"] = ["McpGuard/Protocol"],
        ["McpGuard/Tokens"] = ["McpGuard.Audit/Records", "McpGuard/Text", "McpGuard/Options"],
        ["McpGuard/Telemetry"] = ["McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options"],
        ["McpGuard/State"] = ["McpGuard.Audit/Records", "McpGuard/Telemetry"],
        ["McpGuard/Tokens/Backchannels"] = ["McpGuard/Options"],
        ["McpGuard/Tokens/Gateways"] = ["McpGuard.Audit/Records", "McpGuard/Options", "McpGuard/Tokens"],
        ["McpGuard/Tokens/Claims"] = ["McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Tokens/Gateways"],
        ["McpGuard/Tokens/Keys"] =
        [
            "McpGuard.Audit/Files", "McpGuard.Audit/Records", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Telemetry",
            "McpGuard/Tokens/Backchannels", "McpGuard/Tokens/Claims",
        ],
        ["McpGuard/Tokens/Introspection"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State", "McpGuard/Telemetry",
            "McpGuard/Tokens/Backchannels", "McpGuard/Tokens/Claims", "McpGuard/Tokens/Keys",
        ],
        ["McpGuard/Tokens/Issuers"] =
        [
            "McpGuard.Audit/Records",
            "McpGuard.Audit/Writing",
            "McpGuard/Text",
            "McpGuard/Options",
            "McpGuard/Tokens",
            "McpGuard/Telemetry",
            "McpGuard/Tokens/Backchannels",
            "McpGuard/Tokens/Gateways", "McpGuard/Tokens/Claims", "McpGuard/Tokens/Keys", "McpGuard/Tokens/Introspection",
        ],
        ["McpGuard/Tokens/Devices"] =
        [
            "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State", "McpGuard/Telemetry", "McpGuard/Tokens/Backchannels", "McpGuard/Tokens/Claims",
            "McpGuard/Tokens/Keys", "McpGuard/Tokens/Issuers",
        ],
        ["McpGuard/Approvals"] =
        [
            "McpGuard.Audit/Files", "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State",
            "McpGuard/Telemetry",
        ],
        ["McpGuard/Policy/Requests"] =
        [
            "McpGuard/Text", "McpGuard/JsonSchema/Values", "McpGuard/JsonSchema/Evaluation", "McpGuard/JsonSchema/Patterns",
            "McpGuard/JsonSchema/Keywords", "McpGuard/JsonSchema", "McpGuard/Protocol", "McpGuard/Policy/Primitives", "McpGuard/Tokens",
            "McpGuard/Tokens/Devices",
            "McpGuard/Approvals",
        ],
        ["McpGuard/Policy/Conditions"] =
        [
            "McpGuard.Audit/Records", "McpGuard.Audit/Writing", "McpGuard/Text", "McpGuard/JsonSchema/Evaluation", "McpGuard/JsonSchema",
            "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Policy/Json", "McpGuard/Policy/Primitives", "McpGuard/Tokens", "McpGuard/State",
            "McpGuard/Telemetry", "McpGuard/Tokens/Issuers", "McpGuard/Tokens/Devices", "McpGuard/Policy/Requests",
            "McpGuard/Approvals",
        ],
        ["McpGuard/Policy/Requirements"] =
        [
            "McpGuard/JsonSchema/Evaluation", "McpGuard/JsonSchema", "McpGuard/Policy/Json", "McpGuard/Tokens", "McpGuard/Policy/Requests",
            "McpGuard/Policy/Conditions",
        ],
        ["McpGuard/Policy/Attributes"] =
        [
            "McpGuard/Policy/Primitives", "McpGuard/Tokens", "McpGuard/Policy/Conditions", "McpGuard/Policy/Requirements",
            "McpGuard/Approvals",
        ],
        ["McpGuard/Policy/Surface"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Policy/Primitives", "McpGuard/Policy/Requests", "McpGuard/Policy/Attributes",
        ],
        ["McpGuard/Policy/Document"] =
        [
            "McpGuard/Text", "McpGuard/Protocol", "McpGuard/Policy/Json", "McpGuard/Tokens", "McpGuard/Tokens/Devices", "McpGuard/Policy/Conditions",
            "McpGuard/Policy/Requirements",
        ],
        ["McpGuard/Policy/Rules"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Text", "McpGuard/JsonSchema", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Policy/Primitives",
            "McpGuard/Tokens", "McpGuard/State", "McpGuard/Tokens/Issuers", "McpGuard/Tokens/Devices", "McpGuard/Policy/Requests",
            "McpGuard/Policy/Conditions", "McpGuard/Policy/Requirements", "McpGuard/Policy/Attributes", "McpGuard/Policy/Surface",
            "McpGuard/Policy/Document",
            "McpGuard/Approvals",
        ],
        ["McpGuard/Recording/Sinks"] =
        [
            "McpGuard.Audit/Files", "McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Ocsf", "McpGuard.Audit/Writing",
            "McpGuard/Options", "McpGuard/Telemetry",
        ],
        ["McpGuard/Recording"] =
        [
            "McpGuard.Audit/Records", "McpGuard.Audit/Writing", "McpGuard/Text", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Policy/Primitives",
            "McpGuard/Tokens", "McpGuard/State", "McpGuard/Telemetry", "McpGuard/Tokens/Devices", "McpGuard/Approvals", "McpGuard/Policy/Requests",
            "McpGuard/Policy/Document",
            "McpGuard/Policy/Rules", "McpGuard/Recording/Sinks",
        ],
        ["McpGuard/Answers"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Policy/Conditions",
            "McpGuard/Policy/Requirements", "McpGuard/Policy/Document", "McpGuard/Policy/Rules", "McpGuard/Recording",
            "McpGuard/Approvals",
        ],
        ["McpGuard/Hosting/Configuration"] = ["McpGuard.Audit/Files", "McpGuard/Text", "McpGuard/Options", "McpGuard/Telemetry"],
        ["McpGuard/Tokens/Revocation"] = ["McpGuard.Audit/Files", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Telemetry"],
        ["McpGuard/Policy/Decision"] =
        [
            "McpGuard.Audit/Files", "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Tokens", "McpGuard/Telemetry", "McpGuard/Policy/Requests",
            "McpGuard/Policy/Conditions", "McpGuard/Policy/Requirements", "McpGuard/Policy/Document", "McpGuard/Policy/Rules",
            "McpGuard/Tokens/Revocation",
            "McpGuard/Approvals",
        ],
        ["McpGuard/Tokens/Sources"] = ["McpGuard.Audit/Files", "McpGuard/Tokens", "McpGuard/Telemetry"],
        ["McpGuard/Pipeline"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Policy/Primitives", "McpGuard/Tokens", "McpGuard/State",
            "McpGuard/Telemetry",
            "McpGuard/Policy/Requests",
            "McpGuard/Policy/Conditions",
            "McpGuard/Policy/Requirements",
            "McpGuard/Policy/Document",
            "McpGuard/Policy/Rules",
            "McpGuard/Recording", "McpGuard/Answers", "McpGuard/Policy/Decision", "McpGuard/Tokens/Sources",
            "McpGuard/Approvals",
            "McpGuard/Text",
        ],
        ["McpGuard/Policy/Explanation"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State", "McpGuard/Policy/Requests",
            "McpGuard/Policy/Conditions", "McpGuard/Policy/Requirements", "McpGuard/Policy/Surface", "McpGuard/Policy/Document",
            "McpGuard/Policy/Rules", "McpGuard/Policy/Decision",
        ],
        ["McpGuard/Recording/Logging"] = ["McpGuard.Audit/Records", "McpGuard/Options", "McpGuard/Recording/Sinks"],
        ["McpGuard/Tokens/Validation"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State", "McpGuard/Telemetry", "McpGuard/Tokens/Gateways",
            "McpGuard/Tokens/Claims",
            "McpGuard/Tokens/Keys",
            "McpGuard/Tokens/Introspection", "McpGuard/Tokens/Issuers",
        ],
        ["McpGuard/Hosting"] =
        [
            "McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Ocsf", "McpGuard.Audit/Writing", "McpGuard/Text", "McpGuard/Protocol",
            "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State", "McpGuard/Telemetry", "McpGuard/Tokens/Backchannels", "McpGuard/Tokens/Claims",
            "McpGuard/Tokens/Keys", "McpGuard/Tokens/Issuers", "McpGuard/Tokens/Devices", "McpGuard/Approvals", "McpGuard/Policy/Conditions",
            "McpGuard/Policy/Surface", "McpGuard/Policy/Document",
            "McpGuard/Policy/Rules", "McpGuard/Recording/Sinks", "McpGuard/Recording", "McpGuard/Hosting/Configuration", "McpGuard/Tokens/Revocation",
            "McpGuard/Policy/Decision", "McpGuard/Tokens/Sources", "McpGuard/Pipeline", "McpGuard/Policy/Explanation", "McpGuard/Recording/Logging",
            "McpGuard/Tokens/Validation",
        ],
        ["McpGuard.AspNetCore/Answers"] =
        [
            "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens/Issuers", "McpGuard/Policy/Rules", "McpGuard/Answers",
        ],
        ["McpGuard.AspNetCore/Credentials"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Tokens/Claims", "McpGuard/Tokens/Issuers",
            "McpGuard/Tokens/Devices",
        ],
        ["McpGuard.AspNetCore/Protocol"] = ["McpGuard.Audit/Records", "McpGuard/Protocol"],
        ["McpGuard.AspNetCore/Sessions"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/State", "McpGuard/Policy/Surface",
            "McpGuard/Recording", "McpGuard/Pipeline", "McpGuard/Hosting", "McpGuard.AspNetCore/Protocol",
        ],
        ["McpGuard.AspNetCore/Preflight"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Policy/Primitives", "McpGuard/Tokens", "McpGuard/Telemetry",
            "McpGuard/Tokens/Issuers", "McpGuard/Tokens/Devices", "McpGuard/Tokens/Validation", "McpGuard/Policy/Document", "McpGuard/Policy/Rules",
            "McpGuard/Recording",
            "McpGuard/Answers",
            "McpGuard/Policy/Decision",
            "McpGuard/Pipeline",
            "McpGuard.AspNetCore/Answers",
            "McpGuard.AspNetCore/Credentials",
            "McpGuard.AspNetCore/Protocol",
            "McpGuard.AspNetCore/Sessions",
        ],
        ["McpGuard.AspNetCore/Approvals"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Text", "McpGuard/Options", "McpGuard/State", "McpGuard/Approvals", "McpGuard/Policy/Requirements",
        ],
        ["McpGuard.AspNetCore/Hosting"] =
        [
            "McpGuard/Text", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Telemetry", "McpGuard/Policy/Conditions", "McpGuard/Pipeline",
            "McpGuard/Hosting",
            "McpGuard.AspNetCore/Answers", "McpGuard.AspNetCore/Credentials", "McpGuard.AspNetCore/Sessions", "McpGuard.AspNetCore/Preflight",
        ],
        ["McpGuard.Testing"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Policy/Requests", "McpGuard/Policy/Surface",
            "McpGuard/Hosting/Configuration", "McpGuard/Tokens/Sources", "McpGuard/Policy/Explanation", "McpGuard/Hosting",
        ],
        ["McpGuard.Authority"] = [],
        ["McpGuard.Cli/Output"] = ["McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Verification", "McpGuard.Audit/Query", "McpGuard/Text"],
        ["McpGuard.Cli/Approvals"] = ["McpGuard/Approvals", "McpGuard.Cli/Output"],
        ["McpGuard.Cli/Report"] =
        [
            "McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Verification", "McpGuard.Audit/Query", "McpGuard/Approvals", "McpGuard.Cli/Output",
        ],
        ["McpGuard.Cli/Audit"] =
        [
            "McpGuard.Audit/Log", "McpGuard.Audit/Records", "McpGuard.Audit/Verification", "McpGuard.Audit/Query", "McpGuard.Cli/Output",
            "McpGuard.Cli/Report",
        ],
        ["McpGuard.Cli/Policy"] =
        [
            "McpGuard.Audit/Records", "McpGuard.Audit/Query", "McpGuard/Text", "McpGuard/Protocol", "McpGuard/Options", "McpGuard/Tokens",
            "McpGuard/Tokens/Issuers", "McpGuard/Policy/Requests", "McpGuard/Policy/Surface", "McpGuard/Policy/Explanation", "McpGuard.Testing",
            "McpGuard.Cli/Output", "McpGuard.Cli/Audit",
        ],
        ["McpGuard.Cli/Tokens"] =
        [
            "McpGuard.Audit/Records", "McpGuard/Options", "McpGuard/Tokens", "McpGuard/Tokens/Claims", "McpGuard/Tokens/Gateways", "McpGuard/Hosting",
            "McpGuard.Testing",
            "McpGuard.Authority", "McpGuard.Cli/Output",
        ],
        ["McpGuard.Cli/Doctor"] = ["McpGuard.Cli/Output"],
        ["McpGuard.Cli/Authorities"] = ["McpGuard.Authority", "McpGuard.Cli/Output"],
        ["McpGuard.Cli"] =
        [
            "McpGuard/Options", "McpGuard.Cli/Output", "McpGuard.Cli/Approvals", "McpGuard.Cli/Audit", "McpGuard.Cli/Policy", "McpGuard.Cli/Tokens",
            "McpGuard.Cli/Doctor", "McpGuard.Cli/Authorities",
        ],
    };

    [Test]
    public void Each_file_has_a_room() =>
        Assert.That(SourceTree.Files.Where(file => RoomOf(FolderUses.FolderOf(file.Path)) is null).Select(file => file.Path), Is.Empty);

    [Test]
    public void Each_room_uses_only_the_rooms_that_the_table_allows() =>
        Assert.That(Uses().Where(use => !_rooms[use.From].Contains(use.To)).Select(use => $"{use.From} knows {use.To}: {use.What}"), Is.Empty);

    [Test]
    public void Table_allows_nothing_that_is_not_used() =>
        Assert.That(
            _rooms.SelectMany(room => room.Value.Select(known => (room.Key, known))).Except(Uses().Select(use => (use.From, use.To))),
            Is.Empty, "An unused edge is not allowed.");

    [Test]
    public void No_room_uses_a_room_that_uses_it()
    {
        var order = _rooms.Keys.ToList();

        Assert.That(
            _rooms.SelectMany(room => room.Value.Where(known => order.IndexOf(known) >= order.IndexOf(room.Key)).Select(known => $"{room.Key} -> {known}")),
            Is.Empty);
    }

    [Test]
    public void Each_room_of_the_printed_table_holds_files()
    {
        foreach (var (room, known) in _rooms)
            TestContext.Out.WriteLine($"{room}: {(known.Length == 0 ? "nothing of ours" : string.Join(", ", known))}");

        Assert.That(_rooms.Keys.Except(SourceTree.Files.Select(file => RoomOf(FolderUses.FolderOf(file.Path))!)), Is.Empty);
    }

    private static IEnumerable<FolderUse> Uses() => FolderUses.All
        .Select(use => use with { From = RoomOf(use.From) ?? use.From, To = RoomOf(use.To) ?? use.To })
        .Where(use => use.From != use.To);

    // The longest name that the folder has or lies below.
    private static string? RoomOf(string folder) => _rooms.Keys
        .Where(room => folder == room || folder.StartsWith($"{room}/", StringComparison.Ordinal))
        .MaxBy(room => room.Length);
}
