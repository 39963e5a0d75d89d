using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>A rule on a resource is about what the server reads, however the client writes the URI.</summary>
[TestFixture]
[Category("RSP-17")]
internal sealed class UriTests
{
    private const string Policy = """
        {
          "Rules": {
            "uri": { "Resources": ["doc://docs/{name}"], "Arguments": { "properties": { "uri": { "not": { "const": "doc://docs/payroll" },
            "type": "string" } } } },
            "name": { "Resources": ["memo://docs/{name}"], "Arguments": { "properties": { "name": { "not": { "const": "payroll" }, "type": "string" } } } },
            "scope": {
              "Resources": ["file://docs/{+path}"],
              "ScopesByArguments": [ { "Arguments": { "properties": { "uri": { "pattern": "^file://docs/hr/" } }, "required": ["uri"] }, "Scopes": ["hr"] } ]
            },
            "number": { "Resources": ["case://{id}{?all}"], "Arguments": { "properties": { "id": { "not": { "const": "5", "type": "string" },
            "type": "string" }, "all": { "const": "false", "type": "string" } } } },
            "exact": { "Resources": ["note://docs/payroll"], "Scopes": ["hr"] },
            "listed": { "Resources": ["info://secret"], "Arguments": { "properties": { "uri": { "not": { "const": "info://secret" }, "type": "string" } } } }
          }
        }
        """;

    private readonly List<string> _served = [];
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _served.Clear();
        _server = new WireServer(mcp => mcp
            .WithResources([
                Resource("doc://docs/{name}", [AllowAnyCaller] (string name) => Serve(name)), Resource(
                    "memo://docs/{name}",
                    [AllowAnyCaller] (string name) => Serve(name)), Resource("file://docs/{+path}", [AllowAnyCaller] (string path) => Serve(path)),
                Resource("case://{id}{?all}", [AllowAnyCaller] (int id, bool all = true) => Serve($"{id} {all}")),
                Resource("note://docs/payroll", [AllowAnyCaller] () => Serve("payroll")),
                Resource("note://docs/{name}", [AllowAnyCaller] (string name) => Serve(name)),
                Resource("info://secret", [AllowAnyCaller] () => Serve("secret")),
                Resource("info://open", [AllowAnyCaller] () => Serve("open"))])
            .WithSubscribeToResourcesHandler((request, _) => { Serve(request.Params!.Uri); return new(new EmptyResult()); })
            .WithUnsubscribeFromResourcesHandler((request, _) => { Serve(request.Params!.Uri); return new(new EmptyResult()); })
            .WithCompleteHandler((_, _) => new(new CompleteResult { Completion = new() { Values = [Serve("completion")] } }))
            .Services.Configure<McpGuardOptions>(options => options.Policy = Policy));
        _server.Token = _server.NewToken().WithScopes("").Build();
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    // Each is read by the server as the guarded name, or may be by what is behind it.
    private static readonly string[] _spellings =
    [
        "://docs/payroll",
        "://docs/%70ayroll",
        "://docs/%70%61%79%72%6f%6c%6C",
        "://DOCS/payroll",
        "://Docs/pay%72oll",
        "://docs/%2e%2e%2fpayroll",
        "://docs/x%2F..%2Fpayroll",
        "://docs/x%5C..%5cpayroll",
        "://docs/%2570ayroll",
        "://docs/%252e%252e%252fpayroll",
        "://docs/payroll%00",
        "://docs/%C0%AFpayroll",
        "://docs/payroll%",
        "://docs/payroll%zz",
        "://docs/\\payroll",
        "://docs/.%5cpayroll",
        "://docs/%E0%80%AFpayroll", "://docs/%FFpayroll", "://docs/..", "://docs/%2e",
    ];

    [TestCaseSource(nameof(_spellings))]
    public async Task Spelling_of_a_guarded_uri_is_denied(string spelling)
    {
        foreach (var method in new[] { "resources/read", "resources/subscribe", "resources/unsubscribe" })
        {
            foreach (var scheme in new[] { "doc", "DOC", "memo" })
                Assert.That(
                    await _server.RequestAsync(method, $"\"uri\":{JsonSerializer.Serialize(scheme + spelling)}"),
                    Is.InstanceOf<JsonRpcError>(),
                    $"{method} {scheme}");
        }

        Assert.That(_served, Is.Empty);
    }

    [TestCase("doc://docs/plan")]
    [TestCase("doc://docs/Payroll%20of%20May")]
    [TestCase("doc://docs/caf%C3%A9")]
    [TestCase("doc://docs/café")]
    [TestCase("DOC://Docs/plan")]
    [TestCase("doc://docs/100%25")]
    [TestCase("file://docs/it/x")]
    [TestCase("file://docs/it/x%20y")]
    [TestCase("note://docs/a%2Fb")]
    public async Task Other_uri_is_read(string uri)
    {
        Assert.That((await _server.RequestAsync("resources/read", $"\"uri\":\"{uri}\"")).IsResult(), Is.True);
        Assert.That(_served, Has.Count.EqualTo(1));
    }

    [TestCase("file://docs/hr/x")]
    [TestCase("file://docs/%68r/x")]
    [TestCase("FILE://DOCS/hr/x")]
    [TestCase("file://docs/it/../hr/x")]
    [TestCase("file://docs/it/%2e%2e/hr/x")]
    [TestCase("file://docs/hr%2fx")]
    [TestCase("note://docs/payroll")]
    [TestCase("note://docs/%70ayroll")]
    [TestCase("note://DOCS/payroll")]
    [TestCase("note://docs/x%2f..%2fpayroll")]
    [TestCase("note://docs/%2e%2fpayroll")]
    [TestCase("note://docs/%2570ayroll")]
    [TestCase("note://docs/payroll#x")]
    public async Task Scope_of_a_uri_is_needed_however_it_is_written(string uri)
    {
        var refused = (await _server.RequestAsync("resources/read", $"\"uri\":\"{uri}\"")).ErrorOf();

        Assert.That(refused.DataOf()["scope"].GetString(), Is.EqualTo("hr"));
        Assert.That(_served, Is.Empty);
    }

    [TestCase("case://5?all=false")]
    [TestCase("case://05?all=false")]
    [TestCase("case://+5?all=false")]
    [TestCase("case://%205?all=false")]
    [TestCase("case://x?all=false")]
    [TestCase("case://6?all=true")]
    [TestCase("case://6?ALL=True")]
    [TestCase("case://6")]
    public async Task Variable_is_judged_as_its_parameter_reads_it(string uri)
    {
        Assert.That(await _server.RequestAsync("resources/read", $"\"uri\":\"{uri}\""), Is.InstanceOf<JsonRpcError>());
        Assert.That(_served, Is.Empty);
    }

    [TestCase("\"ref\":{\"type\":\"ref/resource\",\"uri\":\"doc://docs/%70ayroll\"},\"argument\":{\"name\":\"name\",\"value\":\"\"}", false)]
    [TestCase("\"ref\":{\"type\":\"ref/resource\",\"uri\":\"doc://docs/{name}\"},\"argument\":{\"name\":\"name\",\"value\":\"payroll\"}", false)]
    [TestCase("\"ref\":{\"type\":\"ref/resource\",\"uri\":\"memo://docs/{name}\"},\"argument\":{\"name\":\"name\",\"value\":\"payroll\"}", false)]
    [TestCase(
        "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"memo://docs/{name}\"},\"argument\":{\"name\":\"x\",\"value\":\"\"}," +
            "\"context\":{\"arguments\":{\"name\":\"payroll\"}}",
        false)]
    [TestCase(
        "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"doc://docs/{name}\"},\"argument\":{\"name\":\"name\",\"value\":\"payroll\"},\"uri\":\"doc://docs/plan\"",
        false)]
    [TestCase("\"ref\":{\"type\":\"ref/resource\",\"uri\":\"doc://docs/{name}\"},\"argument\":{\"name\":\"name\",\"value\":\"pl\"}", true)]
    [TestCase("\"ref\":{\"type\":\"ref/resource\",\"uri\":\"memo://docs/{name}\"},\"argument\":{\"name\":\"name\",\"value\":\"\"}", true)]
    public async Task Completion_is_decided_by_its_target(string members, bool isServed)
    {
        Assert.That((await _server.RequestAsync("completion/complete", members)).IsResult(), Is.EqualTo(isServed));
        Assert.That(_served, Has.Count.EqualTo(isServed ? 1 : 0));
    }

    [Test]
    public async Task Resource_whose_uri_a_rule_forbids_is_not_listed()
    {
        _server.Token = _server.NewToken().WithScopes("hr").Build();

        var listed = ((JsonRpcResponse)await _server.RequestAsync("resources/list", "\"cursor\":null")).Result!["resources"]!.AsArray()
            .Select(resource => (string?)resource!["uri"]);

        Assert.That(listed, Is.EquivalentTo(new[] { "note://docs/payroll", "info://open" }));
    }

    [Test]
    public async Task Refusal_is_recorded_with_its_reason()
    {
        await _server.RequestAsync("resources/read", "\"uri\":\"doc://docs/%2e%2e%2fpayroll\"");

        var decision = _server.Audit.Decisions.Single();
        Assert.That((decision.Reason, decision.Facts!.Single().Value), Is.EqualTo((ReasonCode.ArgumentsNotAllowed, "encoding at '/uri'")));
    }

    private string Serve(string what)
    {
        _served.Add(what);
        return what;
    }

    private static McpServerResource Resource(string template, Delegate read) =>
        McpServerResource.Create(read, new() { UriTemplate = template });
}
