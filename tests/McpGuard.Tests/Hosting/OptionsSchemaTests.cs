using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;

namespace McpGuard.Tests.Hosting;

/// <summary>The schema of all options that is published for editors is the one of the code.</summary>
internal sealed class OptionsSchemaTests
{
    private static readonly string _file = SourceTree.PathOf("src/McpGuard/appsettings.schema.json");
    private static readonly JsonObject _policy = JsonNode.Parse(File.ReadAllText(SourceTree.PathOf("src/McpGuard/policy.schema.json")))!.AsObject();
    private static readonly ArgumentSchema _schema = ArgumentSchema.Parse(JsonElement.Parse(OptionsSchema.Write(_policy)), "$", [], isStrict: false)!;

    private static IEnumerable<string> SampleSettings => Directory.EnumerateDirectories(SourceTree.PathOf("samples"))
        .SelectMany(sample => Directory.EnumerateFiles(sample, "appsettings*.json").Concat(Directory.EnumerateFiles(sample, "policy.json")))
        .Select(file => Path.GetRelativePath(SourceTree.PathOf("samples"), file));

    [Test]
    public void Published_schema_is_the_one_of_the_code()
    {
        var actual = OptionsSchema.Write(_policy);
        var received = Path.Combine(TestContext.CurrentContext.WorkDirectory, "appsettings.received.json");
        File.WriteAllText(received, actual);

        Assert.That(actual, Is.EqualTo(File.Exists(_file) ? File.ReadAllText(_file) : ""), $"If the change is meant, copy {received} over {_file}.");
    }

    [TestCaseSource(nameof(SampleSettings))]
    public void Settings_of_a_sample_are_accepted(string file) =>
        Assert.That(_schema.Evaluate(Settings(File.ReadAllText(SourceTree.PathOf($"samples/{file}")))), Is.Null);

    [TestCase("""{ "Authority": "https://login.example.com", "Resource": "https://mcp.example.com/mcp", "Callers": { "AllowedActors": "agent-1" } }""")]
    [TestCase("""{ "ClockSkew": "00:00:30", "MaxRequestBodyBytes": 1048576, "RequireSoleAudience": true }""")]
    [TestCase("""{ "Issuers": { "keycloak": { "Issuer": "https://kc.example.com/realms/a", "Profile": "Keycloak", "Algorithms": [ "RS256" ] } } }""")]
    [TestCase(
        """{ "Audit": { "FailureMode": "LogAndContinue", "File": { "Directory": "/var/log/mcp", "RetainFor": "30.00:00:00" }""" +
            """, "Sinks": { "File": { "FailureMode": "DenyCall" } } } }""")]
    [TestCase(
        """{ "Tools": { "files_delete": { "Scopes": [ "files:delete" ], "EndWithToken": true } }, "Policy": { "Rules": { "a": """ +
            """{ "Tools": "b", "Scopes": "c" } } } }""")]
    [TestCase("""{ "Policy": "Unset", "Callers": "Unset", "ClockSkew": "Unset" }""")]
    public void Setting_that_the_reader_takes_is_accepted(string section)
    {
        Assert.That(ReadProblems(section), Is.Empty);
        Assert.That(Judge(section), Is.Null);
    }

    [TestCase("""{ "Resorce": "x" }""")]
    [TestCase("""{ "Audit": { "FailureMode": "Denny" } }""")]
    [TestCase("""{ "ClockSkew": "30" }""")]
    [TestCase("""{ "MaxRequestBodyBytes": "many" }""")]
    [TestCase("""{ "Callers": "agent-1" }""")]
    [TestCase("""{ "Callers": { "AllowedActors": [] } }""")]
    [TestCase("""{ "Issuers": { "a": { "Isuer": "x" } } }""")]
    public void Setting_that_fails_startup_is_refused(string section)
    {
        Assert.That(ReadProblems(section), Is.Not.Empty);
        Assert.That(Judge(section), Is.Not.Null);
    }

    [Test]
    public void Policy_with_an_unknown_member_is_refused() => Assert.That(Judge("""{ "Policy": { "Rules": { "a": { "Tool": "b" } } } }"""), Is.Not.Null);

    private static SchemaFailure? Judge(string section) => _schema.Evaluate(Settings(Whole(section)));

    private static JsonElement Settings(string json) => JsonDocument.Parse(json, new() { CommentHandling = JsonCommentHandling.Skip }).RootElement;

    private static List<string> ReadProblems(string section)
    {
        var problems = new List<string>();
        using var settings = new MemoryStream(Encoding.UTF8.GetBytes(Whole(section)));
        new SettingsReader(problems).Read(new ConfigurationBuilder().AddJsonStream(settings).Build().GetSection("McpGuard"), new McpGuardOptions());
        return problems;
    }

    private static string Whole(string section) => $$"""{ "McpGuard": {{section}} }""";
}
