using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Attributes;

/// <summary>An approval that no person could give, or that nothing would ask for, is an error at startup.</summary>
[TestFixture]
[Category("APR-15")]
internal sealed class ApprovalDeclarationTests
{
    private static IEnumerable<TestCaseData> Declarations()
    {
        yield return Wrong(new RequireApprovalAttribute(), "names no approvers");
        yield return Wrong(new RequireApprovalAttribute("leads") { Count = 0 }, "Count that is not between 1 and 5");
        yield return Wrong(new RequireApprovalAttribute("leads") { Count = 6 }, "Count that is not between 1 and 5");
        yield return Wrong(new RequireApprovalAttribute { By = ApprovalBy.Subject, Count = 2 }, "only the subject may approve");
        yield return Wrong(new RequireApprovalAttribute("leads") { By = (ApprovalBy)7 }, "unknown By");
        yield return Wrong(new RequireApprovalAttribute("leads") { WaitForSeconds = 59 }, "WaitForSeconds");
        yield return Wrong(new RequireApprovalAttribute("leads") { WaitForSeconds = 86_401 }, "WaitForSeconds");
        yield return Wrong(new RequireApprovalAttribute("leads") { ValidForSeconds = 9 }, "ValidForSeconds");
        yield return Wrong(new RequireApprovalAttribute("leads") { ValidForSeconds = 3601 }, "ValidForSeconds");

        static TestCaseData Wrong(RequireApprovalAttribute declaration, string words) => new TestCaseData(declaration, words).SetArgDisplayNames(words);
    }

    [TestCaseSource(nameof(Declarations))]
    public void Wrong_declaration_is_a_problem_of_its_tool(RequireApprovalAttribute declaration, string words) =>
        Assert.That(
            new PolicyHarness(Configure, Tool(declaration)).Problems.Single(), Does.StartWith("Tool 'refund': [RequireApproval] ").And.Contains(words));

    [Test]
    public void Good_declaration_is_no_problem()
    {
        var declaration = new RequireApprovalAttribute("leads") { Count = 5, WaitForSeconds = 60, ValidForSeconds = 3600 };

        Assert.That(new PolicyHarness(Configure, Tool(declaration)).Problems, Is.Empty);
    }

    [Test]
    public void Tool_needs_the_address_of_the_pages() =>
        Assert.That(new PolicyHarness(null, Tool(new RequireApprovalAttribute("leads"))).Problems.Single(), Does.Contain("Approvals:Address is missing"));

    [Test]
    public void Prompt_cannot_require_an_approval()
    {
        var prompt = McpServerPrompt.Create([AllowAnyCaller, RequireApproval("leads")] () => "", new() { Name = "letter" });

        Assert.That(new PolicyHarness(Configure, server => server.PromptCollection = [prompt]).Problems.Single(), Does.Contain("only for tools"));
    }

    [TestCase("Methods", "tools/list")]
    [TestCase("Methods", "acme/pay")]
    public void Rule_for_another_target_than_a_tool_cannot_require_an_approval(string kind, string name)
    {
        var harness = new PolicyHarness(options =>
        {
            Configure(options);
            options.Policy = $$"""{ "Rules": { "r": { "{{kind}}": "{{name}}", "AllowAnyCaller": true, "Approval": { "Groups": "leads" } } } }""";
        });

        Assert.That(harness.Problems, Has.Some.Contains($"Method '{name}'").And.Some.Contains("only for tools"));
    }

    [TestCase("""{ }""", "names no approvers")]
    [TestCase("""{ "By": "Subject", "Count": 2 }""", "only the subject may approve")]
    [TestCase("""{ "Groups": "leads", "Count": 6 }""", "Count")]
    [TestCase("""{ "Groups": "leads", "WaitFor": "00:00:59" }""", "WaitFor")]
    [TestCase("""{ "Groups": "leads", "ValidFor": "01:00:01" }""", "ValidFor")]
    [TestCase("""{ "Groups": "leads", "Group": "x" }""", "Group")]
    public void Wrong_rule_is_a_problem(string approval, string words)
    {
        var tool = McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "refund" });
        var harness = new PolicyHarness(
            options =>
            {
                Configure(options);
                options.Policy = $$"""{ "Rules": { "r": { "Tools": "refund", "Approval": {{approval}} } } }""";
            },
            tool);

        Assert.That(harness.Problems, Has.Some.Contains(words));
    }

    private static void Configure(McpGuardOptions options) => options.Approvals.Address = "https://mcp.example/approvals";

    private static McpServerTool Tool(RequireApprovalAttribute declaration) =>
        McpServerTool.Create(() => "", new() { Name = "refund", Metadata = [new AllowAnyCallerAttribute(), declaration] });
}
