namespace McpGuard.AspNetCore.Tests.Analyzers;

/// <summary>Each rule of the analyzers: what it finds, and what it leaves alone.</summary>
internal sealed class AnalyzerTests
{
    [TestCase("[McpServerTool]")]
    [TestCase("[McpServerTool(Name = \"x\")]")]
    [TestCase("[McpServerPrompt]")]
    [TestCase("[McpServerResource(UriTemplate = \"doc://{id}\")]")]
    public async Task Primitive_without_a_declaration_is_found(string attribute) =>
        Assert.That(await FindAsync($"{attribute} public static string Read(string id) => id;"), Is.EqualTo(new[] { "MGD001 Read" }));

    [TestCase("[McpServerTool, RequireScope(\"a\")]")]
    [TestCase("[McpServerTool, AllowAnyCaller]")]
    [TestCase("[McpServerTool, RequireScope(\"a\"), RequireRole(\"b\")]")]
    public async Task Primitive_with_a_declaration_is_left_alone(string attribute) =>
        Assert.That(await FindAsync($"{attribute} public static string Read(string id) => id;"), Is.Empty);

    [Test]
    public async Task Requirement_that_declares_nothing_is_not_a_declaration() =>
        Assert.That(await FindAsync("[McpServerTool, RequireRole(\"b\")] public static string Read(string id) => id;"), Is.EqualTo(new[] { "MGD001 Read" }));

    [TestCase("[RequireScope(\"a\")] public class Base; public class Tools : Base { [McpServerTool] public static string Read(string id) => id; }")]
    [TestCase("[AllowAnyCaller] public class Tools { [McpServerTool] public static string Read(string id) => id; }")]
    [TestCase("[assembly: RequireScope(\"a\")] public class Tools { [McpServerTool] public static string Read(string id) => id; }")]
    public async Task Declaration_of_the_class_a_base_class_or_the_assembly_counts(string code) => Assert.That(await AnalyzedCode.FindAsync(code), Is.Empty);

    [TestCase("[AllowAnyCaller] public class Base; public class Tools : Base { [McpServerTool] public static string Read(string id) => id; }")]
    [TestCase(
        "public class Base { [AllowAnyCaller] public virtual string Read(string id) => id; } public class Tools : Base { [McpServerTool] public " +
            "override string Read(string id) => id; }")]
    public async Task Allowance_of_any_caller_is_not_inherited(string code) => Assert.That(await AnalyzedCode.FindAsync(code), Has.One.EqualTo("MGD001 Read"));

    [TestCase("""{ "McpGuard": { "DefaultScopes": [ "mcp:basic" ] } }""", "ReadFileAsync", true)]
    [TestCase("""{ "McpGuard": { "Tools": { "read_file": { "Scopes": "files:read" } } } }""", "ReadFileAsync", true)]
    [TestCase("""{ "McpGuard": { "Tools": { "other": { "Scopes": "files:read" } } } }""", "ReadFileAsync", false)]
    public async Task Settings_can_declare_a_tool(string settings, string method, bool isEnough)
    {
        var findings = await AnalyzedCode.FindAsync(
            $$"""public class Tools { [McpServerTool] public static Task<string> {{method}}(string id) => Task.FromResult(id); }""", settings);

        Assert.That(findings, isEnough ? Is.Empty : Is.EqualTo(new[] { $"MGD001 {method}" }));
    }

    [TestCase("Require a scope", "McpServerTool", "RequireScope(\"name:action\")")]
    [TestCase("Allow any caller with a valid token", "McpServerTool", "AllowAnyCaller")]
    public async Task Fix_adds_a_declaration(string title, string kept, string added)
    {
        var code = await AnalyzedCode.FixAsync("public class Tools\n{\n    [McpServerTool]\n    public static string Read(string id) => id;\n}", title);

        Assert.That(code, Does.Contain(kept).And.Contain(added));
        Assert.That(await AnalyzedCode.FindAsync(code), Is.Empty);
    }

    [TestCase("a b")]
    [TestCase("")]
    [TestCase("a\\\"b")]
    [TestCase("scöpe")]
    [TestCase("a\\\\b")]
    public async Task Text_that_cannot_be_a_scope_is_found(string scope) =>
        Assert.That(
            await FindAsync($"[McpServerTool, RequireScope(\"ok\", \"{scope}\")] public static string Read(string id) => id;"),
            Has.Exactly(1).StartsWith("MGD002 RequireScope("));

    [Test]
    public async Task Requirement_on_a_method_that_is_not_a_primitive_is_found() =>
        Assert.That(await FindAsync("[RequireScope(\"a\")] public static string Read(string id) => id;"), Is.EqualTo(new[] { "MGD003 RequireScope(\"a\")" }));

    [TestCase("[RequireScope(\"a\")] public sealed class Helper { public static string Read(string id) => id; }")]
    [TestCase("[RequireScope(\"a\")] public static class Helper { public static string Read(string id) => id; }")]
    public async Task Requirement_on_a_class_without_primitives_is_found(string code) =>
        Assert.That(await AnalyzedCode.FindAsync(code), Is.EqualTo(new[] { "MGD003 RequireScope(\"a\")" }));

    [TestCase("[RequireScope(\"a\")] public class Helper { public static string Read(string id) => id; }")]
    [TestCase("[RequireScope(\"a\")] public sealed class Tools { [McpServerTool] public static string Read(string id) => id; }")]
    [TestCase(
        "public class Base { [McpServerTool, AllowAnyCaller] public string Read(string id) => id; } " +
            "[RequireScope(\"a\")] public sealed class Tools : Base;")]
    [TestCase(
        "[RequireScope(\"a\")] public static class Tools { public static string Read(string id) => id; public static McpServerTool Make() => " +
            "McpServerTool.Create(Read); }")]
    public async Task Requirement_on_a_class_that_may_have_primitives_is_left_alone(string code) =>
        Assert.That(await AnalyzedCode.FindAsync(code), Has.None.StartsWith("MGD003"));

    [TestCase(
        "public class Tools { [RequireScope(\"a\")] public static string Read(string id) => id; public static McpServerTool Make() => " +
            "McpServerTool.Create(Read); }")]
    [TestCase(
        "public abstract class Base { [RequireScope(\"a\")] public abstract string Read(string id); } public class Tools : Base { [McpServerTool] " +
            "public override string Read(string id) => id; }")]
    public async Task Requirement_on_a_method_that_becomes_a_tool_is_left_alone(string code) =>
        Assert.That(await AnalyzedCode.FindAsync(code), Has.None.StartsWith("MGD003"));

    [TestCase("app.MapMcp();", false)]
    [TestCase("app.MapMcp(\"/mcp\").RequireAuthorization();", false)]
    [TestCase("app.MapGroup(\"/a\").MapMcp(\"/mcp\");", false)]
    [TestCase("var group = app.MapGroup(\"/a\"); group.MapMcp(\"/mcp\");", true)]
    [TestCase("app.MapMcp(\"/mcp\").RequireMcpGuard();", true)]
    [TestCase("app.MapMcp(\"/mcp\").RequireMcpGuard().RequireAuthorization();", true)]
    [TestCase("app.MapMcp(\"/mcp\").RequireAuthorization().RequireMcpGuard();", true)]
    [TestCase("var endpoint = app.MapMcp();", false)]
    [TestCase("var endpoint = app.MapMcp(); endpoint.RequireAuthorization();", false)]
    [TestCase("var endpoint = app.MapMcp(); endpoint.RequireMcpGuard();", true)]
    [TestCase("var endpoint = app.MapMcp(); endpoint.RequireAuthorization().RequireMcpGuard();", true)]
    [TestCase("var endpoint = app.MapMcp(); Guard(endpoint); static void Guard(IEndpointConventionBuilder builder) => builder.RequireMcpGuard();", true)]
    public async Task Endpoint_without_the_guard_is_found(string mapping, bool isFine)
    {
        var findings = await AnalyzedCode.FindAsync($"var app = WebApplication.Create(); {mapping} app.Run();");

        Assert.That(findings, isFine ? Is.Empty : Has.One.StartsWith("MGD004 app.Map"));
    }

    [TestCase("http.HttpContext!.Request.Headers.Authorization.ToString()")]
    [TestCase("http.HttpContext!.Request.Headers[\"authorization\"].ToString()")]
    [TestCase("http.HttpContext!.Request.Headers.TryGetValue(\"Authorization\", out var value) ? value.ToString() : \"\"")]
    [TestCase("http.HttpContext!.Request.Headers[Microsoft.Net.Http.Headers.HeaderNames.Authorization].ToString()")]
    [TestCase("http.HttpContext!.Request.Headers.GetCommaSeparatedValues(\"Authorization\")[0]")]
    [TestCase("((System.Security.Claims.ClaimsIdentity)http.HttpContext!.User.Identity!).BootstrapContext!.ToString()!")]
    [TestCase("http.HttpContext!.GetTokenAsync(\"access_token\").Result!")]
    [TestCase("new Func<string>(() => http.HttpContext!.Request.Headers.Authorization.ToString())()")]
    public async Task Tool_that_reads_the_credential_is_found(string expression) =>
        Assert.That(
            await FindAsync($"[McpServerTool, AllowAnyCaller] public static string Read(IHttpContextAccessor http) => {expression};"),
            Has.One.StartsWith("MGD005 "));

    [TestCase(
        "[McpServerTool, AllowAnyCaller] public static string Read(IHttpContextAccessor http) => http.HttpContext!.Request.Headers.UserAgent.ToString();")]
    [TestCase(
        "[McpServerTool, AllowAnyCaller] public static string Read(IHttpContextAccessor http) => http.HttpContext!.Request.Headers[\"X-Trace\"].ToString();")]
    [TestCase("public static string Other(IHttpContextAccessor http) => http.HttpContext!.Request.Headers.Authorization.ToString();")]
    public async Task Other_reading_is_left_alone(string method) => Assert.That(await FindAsync(method), Is.Empty);

    [TestCase("token")]
    [TestCase("accessToken")]
    [TestCase("api_key")]
    [TestCase("PASSWORD")]
    [TestCase("clientSecret")]
    public async Task Argument_that_is_a_credential_is_found(string parameter) =>
        Assert.That(
            await FindAsync($"[McpServerTool, AllowAnyCaller] public static string Read(string {parameter}) => \"\";"),
            Is.EqualTo(new[] { $"MGD006 {parameter}" }));

    [TestCase("CancellationToken token")]
    [TestCase("string tokenCount")]
    [TestCase("string passwordPolicy")]
    [TestCase("int token")]
    public async Task Argument_that_only_sounds_like_a_credential_is_left_alone(string parameter) =>
        Assert.That(await FindAsync($"[McpServerTool, AllowAnyCaller] public static string Read({parameter}) => \"\";"), Is.Empty);

    [TestCase("", null, false)]
    [TestCase("options => options.Audit.File.Directory = \"audit\"", null, true)]
    [TestCase("", """{ "McpGuard": { "Audit": { "File": { "Directory": "audit" } } } }""", true)]
    [TestCase("", """{ "McpGuard": { "Audit": { "FailureMode": "LogAndContinue" } } }""", false)]
    public async Task Server_without_a_sink_is_reported(string options, string? settings, bool isFine)
    {
        var findings = await AnalyzedCode.FindAsync($"var services = new ServiceCollection(); services.AddMcpServer().WithMcpGuard({options});", settings);

        Assert.That(findings, isFine ? Is.Empty : Has.One.StartsWith("MGD007 services.AddMcpServer().WithMcpGuard("));
    }

    [Test]
    public void Each_rule_has_a_section_on_the_page()
    {
        var page = File.ReadAllText(SourceTree.PathOf("src/McpGuard.Analyzers/README.md"));

        foreach (var number in Enumerable.Range(1, 7))
            Assert.That(page, Does.Contain($"\n## MGD00{number}\n"));
    }

    private static Task<IReadOnlyList<string>> FindAsync(string method) => AnalyzedCode.FindAsync($"public class Tools {{ {method} }}");
}
