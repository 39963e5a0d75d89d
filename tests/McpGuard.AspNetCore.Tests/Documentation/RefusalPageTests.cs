using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>The page has every code of a refusal, and the answers that it shows, as the code has them. The reference has each text.</summary>
internal sealed partial class RefusalPageTests
{
    private static readonly string _folder = Path.Combine(Snippet.Repository, "src", "McpGuard.AspNetCore");

    private static readonly ReasonCode[] _reasons =
        [.. Enum.GetValues<ReasonCode>().Where(reason => reason is not (ReasonCode.None or ReasonCode.Allowed))];

    [Test]
    public void Table_of_codes_has_each_code_with_its_status_and_no_others()
    {
        var rows = Row().Matches(File.ReadAllText(Path.Combine(_folder, "README.md")));
        var shown = from row in rows
                    from status in row.Groups[1].Value.Split(", ")
                    from code in row.Groups[2].Value.Split(", ")
                    select (int.Parse(status), int.Parse(code));

        Assert.That(
            shown.Distinct(),
            Is.EquivalentTo(_reasons.Select(reason => Refusal.Of(reason) is var refusal ? (refusal.Status, refusal.Code) : default).Distinct()));
    }

    [TestCase(ReasonCode.ScopeInsufficient, "files_write")]
    [TestCase(ReasonCode.NetworkNotAllowed, "files_read")]
    public void Shown_answer_has_the_text_of_the_code(ReasonCode reason, string tool)
    {
        var answer = Snippet.All().Where(snippet => snippet.Page.EndsWith(Path.Combine("McpGuard.AspNetCore", "README.md"), StringComparison.Ordinal))
            .Where(snippet => snippet.Language == "json" && snippet.Text.Contains($"\"{RecordedName.Of(reason)}\"", StringComparison.Ordinal))
            .Select(snippet => JsonNode.Parse(snippet.Text)!).Single();
        var error = answer["error"] ?? Refused.Of(answer["result"])!.ToError();
        var decision = new PolicyHarness(
            options => options.Policy = """{"Lists":"ShowAll","Rules":{"r":{"Tools":["files_read"],"Network":["203.0.113.0/24"]}}}""",
            Probe.Open("files_read").Tool,
            ModelContextProtocol.Server.McpServerTool.Create([RequireScope("files:read", "files:write")] () => "", new() { Name = "files_write" }))
            .DecideByName(Callers.With("files:read"), tool)!;

        var refusal = Refusal.Of(decision, new AuditHarness().Operation(tool, (string)error["data"]!["operation_id"]!));

        Assert.That(decision.Reason, Is.EqualTo(reason));
        Assert.That(((int)error["code"]!, (string)error["message"]!), Is.EqualTo((refusal.Code, refusal.Message)));
    }

    [GeneratedRegex(@"^\| ([0-9, ]+) \| (-?[0-9]{5}[-0-9, ]*) \|", RegexOptions.Multiline)]
    private static partial Regex Row();
}
