using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Hosting;

/// <summary>Warnings of a policy that is valid and probably not meant.</summary>
[TestFixture]
internal sealed class PolicyWarningTests
{
    [TestCase("files.read,files_read", "files.read, files_read")]
    [TestCase("a-b,a_b,a.b,c", "a-b, a.b, a_b")]
    [TestCase("files_read,files_write,Files_read,filesread", null)]
    public void Tools_that_clients_cannot_tell_apart_are_named(string names, string? alike)
    {
        var warnings = WarningsOf(null, [.. names.Split(',').Select(name => Tool(name, new AllowAnyCallerAttribute()))]);

        Assert.That(warnings, alike is null ? Is.Empty : Has.One.StartsWith($"The tools {alike} have names that become one name"));
    }

    [Test]
    public void Blank_in_a_name_is_like_an_underscore() =>
        Assert.That(ToolNames.FindAlike(["a b", "a_b", "c"]).Single(), Is.EqualTo(new[] { "a b", "a_b" }));

    [TestCase("basic", "HideUnauthorized", true)]
    [TestCase("", "HideUnauthorized", true)]
    [TestCase("read", "HideUnauthorized", false)]
    [TestCase("admin", "HideUnauthorized", false)]
    [TestCase("All", "HideUnauthorized", false)]
    [TestCase("basic", "HideForbidden", false)]
    [TestCase("basic", "ShowAll", false)]
    public void First_token_that_sees_no_tool_is_warned_of(string initial, string lists, bool isWarned)
    {
        var warnings = WarningsOf(
            options =>
            {
                options.Policy = $$"""{"Lists":"{{lists}}","Scopes":[{"Name":"admin","Includes":["read"]}]}""";
                if (initial.Length > 0)
                    options.InitialScopes.Add(initial);
            },
            Tool("read", new RequireScopeAttribute("read")), Tool("write", new RequireScopeAttribute("read", "write")));

        Assert.That(warnings, isWarned ? Has.One.Contains("McpGuard:InitialScopes").And.One.Contains("McpGuard:Policy:Lists") : Is.Empty);
    }

    [Test]
    public void Scopes_for_arguments_and_rules_that_only_report_hide_no_tool()
    {
        var warnings = WarningsOf(
            options =>
            {
                options.Policy = """
                    {"Lists":"HideUnauthorized","Rules":{
                      "a":{"Tools":"read","ScopesByArguments":[{"Arguments":{"required":["x"]},"Scopes":"more"}]},
                      "b":{"Tools":"read","Mode":"ReportOnly","Scopes":"later"},
                      "c":{"Tools":"read","AnyScopes":[["one"],["basic"]]}}}
                    """;
                options.InitialScopes.Add("basic");
            },
            McpServerTool.Create([AllowAnyCaller] (string? x = null) => "", new() { Name = "read" }));

        Assert.That(warnings, Is.Empty);
    }

    [TestCase(true, false, true)]
    [TestCase(true, true, false)]
    [TestCase(false, false, false)]
    public void Issuer_over_http_is_warned_of_outside_of_development(bool allowHttp, bool isDevelopment, bool isWarned)
    {
        var options = new McpGuardOptions { Issuers = { ["compose"] = new IssuerOptions { Issuer = "http://authority:8080", AllowHttp = allowHttp } } };
        var logger = new FakeLogger();

        PolicyWarnings.LogAll(options, new PolicyHarness(null).Rules, isDevelopment, logger);

        var warnings = logger.Collector.GetSnapshot().Select(entry => entry.Message);
        Assert.That(warnings, isWarned ? Has.One.Contains("McpGuard:Issuers:compose:AllowHttp is set outside of the environment Development") : Is.Empty);
    }

    private static McpServerTool Tool(string name, Attribute declaration) => McpServerTool.Create(() => "", new() { Name = name, Metadata = [declaration] });

    private static string[] WarningsOf(Action<McpGuardOptions>? configure, params McpServerTool[] tools)
    {
        var options = new McpGuardOptions();
        configure?.Invoke(options);
        var harness = new PolicyHarness(configure, tools);
        Assert.That(harness.Problems, Is.Empty);
        var logger = new FakeLogger();

        PolicyWarnings.LogAll(options, harness.Rules, isDevelopment: true, logger);

        Assert.That(logger.Collector.GetSnapshot().Select(entry => entry.Level), Is.All.EqualTo(LogLevel.Warning));
        return [.. logger.Collector.GetSnapshot().Select(entry => entry.Message)];
    }
}
