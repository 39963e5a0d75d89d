using Microsoft.Extensions.Configuration;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Document;

/// <summary>What is wrong with a policy is said all at once, with where it stands and what was perhaps meant.</summary>
[TestFixture]
internal sealed class PolicyDocumentTests
{
    private static readonly McpServerTool[] _tools =
        [
            McpServerTool.Create([RequireScope("a")] (int n) => "", new() { Name = "read" }),
            McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = "open" }),
        ];

    [TestCase("""{"Modus":"Enforce"}""", "$ has 'Modus', which is unknown here, did you mean 'Mode'?")]
    [TestCase("""{"Mode":"Report"}""", "$.Mode is 'Report', which is not one of Enforce, ReportOnly.")]
    [TestCase("""{"Mode":5}""", "$.Mode is not a text.")]
    [TestCase("""{"Rules":[]}""", "$.Rules is not an object.")]
    [TestCase("""[]""", "$ is not an object.")]
    [TestCase("""{"Rules":""", "$ is not JSON: line 1, position 10.")]
    [TestCase(
        """{"Rules":{"r":{"Tools":["raed"],"Scopes":["x"]}}}""",
        "$.Rules.r names the tool 'raed', and there is none, did you mean 'read'? Such a rule could never match.")]
    [TestCase(
        """{"Rules":{"r":{"Methods":["tools/call"],"Scopes":["x"]}}}""",
        "$.Rules.r names the method 'tools/call'. Name the tools, prompts or resources instead")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"]}}}""", "$.Rules.r requires nothing.")]
    [TestCase("""{"Rules":{"r":{"Scopes":["x"]}}}""", "$.Rules.r has no target.")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Scopes":["two words"]}}}""", "$.Rules.r.Scopes has 'two words', which is not a valid scope")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Scopes":["x"],"AllowAnyCaller":true}}}""", "$.Rules.r has AllowAnyCaller and scopes.")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Override":true,"Network":["10.0.0.0/8"]}}}""", "$.Rules.r.Override removes the code's requirements")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Override":true,"Scopes":["x"],"Mode":"ReportOnly"}}}""", "$.Rules.r.Override cannot be report-only")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Network":["10.0.0.1/8"]}}}""", "$.Rules.r.Network has '10.0.0.1/8', which is not a network")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Hours":{"TimeZone":"Europe/Atlantis"}}}}""", "$.Rules.r.Hours.TimeZone is 'Europe/Atlantis'")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Hours":{"From":"8"}}}}""", "$.Rules.r.Hours.From is not a time of day")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Hours":{"TimeZone":"UTC","Days":["Mon"]}}}}""", "$.Rules.r.Hours.Days has 'Mon'")]
    [TestCase(
        """{"SignInStrengths":["mfa"],"Rules":{"r":{"Tools":["read"],"SignIn":{"Strength":"mfaa"}}}}""",
        "$.Rules.r.SignIn.Strength is 'mfaa', which the policy's SignInStrengths do not have, did you mean 'mfa'?")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"SignIn":{"MaxAge":"5"}}}}""", "$.Rules.r.SignIn.MaxAge is not a time between")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Tenant":{"Claim":"tid"}}}}""", "$.Rules.r.Tenant requires nothing.")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Rate":{"Calls":0,"Window":"00:01:00"}}}}""", "$.Rules.r.Rate.Calls is not a whole number between 1 and")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Risk":{"Levels":["low","high"],"Max":"lo"}}}}""", "$.Rules.r.Risk.Max is not one of the Levels")]
    [TestCase(
        """{"Rules":{"r":{"Tools":["read"],"Conditions":["mine"]}}}""", "$.Rules.r.Conditions has 'mine', and no condition is registered under that name.")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"AskEngine":true}}}""", "$.Rules.r.AskEngine is set, but the policy has no Engine.")]
    [TestCase("""{"Engine":{"Address":"http://pdp.example"}}""", "$.Engine.Address")]
    [TestCase(
        """{"Rules":{"r":{"TargetGroups":["al"],"Scopes":["x"]}},"TargetGroups":{"all":{"Tools":["read"]}}}""",
        "$.Rules.r.TargetGroups has 'al', which the policy's TargetGroups do not have")]
    [TestCase("""{"Rules":{"r":{"Tools":["read"],"Arguments":{"propertys":{}}}}}""", "$.Rules.r.Arguments.propertys")]
    [TestCase(
        """{"Rules":{"r":{"Tools":["read"],"Arguments":{"properties":{"n":{"const":"5"}}}}}}""",
        "$.Rules.r.Arguments.properties.n.const is '5', which can be a string or another type.")]
    [TestCase("""{"Rules":{"declaration":{"Tools":["read"],"Scopes":["x"]}}}""", "$.Rules.declaration has a name that is reserved in records.")]
    [TestCase("""{"SignInStrengths":["a b"]}""", "$.SignInStrengths has 'a b'")]
    public void Wrong_policy_is_a_problem_with_its_path(string policy, string problem) =>
        Assert.That(Harness(policy).Problems, Has.One.StartsWith($"McpGuard:Policy {problem}"));

    [Test]
    public void All_problems_are_reported_at_once() =>
        Assert.That(
            Harness("""{"Mode":"x","Lists":"y","Rules":{"a":{"Tools":["nope"],"Network":["x"]},"b":{"Scopes":[1]}}}""").Problems,
            Has.Count.GreaterThanOrEqualTo(6));

    [Test]
    public void Configuration_is_read_as_the_document_that_it_came_from()
    {
        const string Document = """
            {
              "Mode": "ReportOnly",
              "Rules": {
                "small": {
                  "Tools": ["read"], "Mode": "Enforce", "EndWithToken": true, "Rate": { "Calls": 5, "Window": "00:01:00" },
                  "Arguments": { "type": "object", "properties": { "n": { "type": "integer", "enum": [1, 2, 300] } }, "required": ["n"],
                  "additionalProperties": false }
                }
              }
            }
            """;
        var configuration = new ConfigurationBuilder()
            .AddJsonStream(new MemoryStream(System.Text.Encoding.UTF8.GetBytes("{\"McpGuard\":{\"Policy\":" + Document + "}}"))).Build();

        var text = ConfigurationJson.Read(configuration.GetSection("McpGuard:Policy"), []);
        var (read, direct) = (Harness(text!), Harness(Document));

        Assert.That((read.Problems, direct.Problems), Is.EqualTo((Array.Empty<string>(), Array.Empty<string>())));
        foreach (var arguments in new[] { """{"n":1}""", """{"n":300}""", """{"n":4}""", """{"n":"1"}""", """{"n":1,"m":1}""", "{}" })
        {
            Assert.That(
                read.Decide(Callers.With("a"), _tools[0], arguments: arguments).Reason,
                Is.EqualTo(direct.Decide(Callers.With("a"), _tools[0], arguments: arguments).Reason),
                arguments);
        }
    }

    [Test]
    public void Missing_section_is_not_a_document() =>
        Assert.That(ConfigurationJson.Read(new ConfigurationBuilder().Build().GetSection("McpGuard:Policy"), []), Is.Null);

    [Test]
    public void Version_depends_on_the_meaning_and_not_on_the_notation()
    {
        var version = VersionOf("""{"Mode":"Enforce","Lists":"ShowAll"}""");

        Assert.That(version, Does.Match("^sha256:[0-9a-f]{32}$"));
        Assert.That(VersionOf("""{  "Lists" : "ShowAll", "Mode":"Enforce" }"""), Is.EqualTo(version));
        Assert.That(VersionOf("""{"Mode":"ReportOnly","Lists":"ShowAll"}"""), Is.Not.EqualTo(version));
        Assert.That(
            new PolicyHarness(
                options => (options.Policy, options.Tools["read"]) = ("""{"Mode":"Enforce","Lists":"ShowAll"}""", new ToolOptions { Scopes = { "b" } }),
                _tools).Rules.Settings.Version,
            Is.Not.EqualTo(version));
    }

    private static string VersionOf(string policy) => Harness(policy).Rules.Settings.Version;

    private static PolicyHarness Harness(string policy) => new(options => options.Policy = policy, _tools);
}
