#pragma warning disable MCPEXP002 // A method of the server's own is what is tested.

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>A method of the server's own resumes with the approved parameters, and their digest is recorded, as with tools.</summary>
[TestFixture]
[Category("MRT-3")]
[Category("AUD-1")]
internal sealed class OwnMethodTests
{
    private readonly List<string> _paid = [];
    private string _state = "mine";
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _state = "mine";
        _paid.Clear();
        var prompt = McpServerPrompt.Create([AllowAnyCaller] (string text) => text, new() { Name = "greet" });
        _server = new WireServer(mcp => mcp.WithPrompts([prompt]).Services.Configure<McpServerOptions>(options =>
            options.RequestHandlers = [new McpServerRequestHandler { Method = "acme/pay", Handler = (request, _) => new(Pay((JsonObject)request.Params!)) }])
            .Configure<McpGuardOptions>(options => options.Policy = """{"Rules":{"pay":{"Methods":"acme/pay","Scopes":"pay"}}}"""));
        _server.Token = _server.NewToken().WithScopes("pay").Build();
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCase("\"amount\":1,\"to\":\"x\"", true)]
    [TestCase("\"to\":\"x\",\"amount\":1", true)]
    [TestCase("\"amount\":1000000,\"to\":\"x\"", false)]
    [TestCase("\"amount\":1", false)]
    [TestCase("\"amount\":1,\"to\":\"x\",\"more\":null", false)]
    public async Task Method_resumes_with_its_own_parameters(string members, bool goesOn)
    {
        var state = (string)((JsonRpcResponse)await _server.RequestAsync("acme/pay", "\"amount\":1,\"to\":\"x\"")).Result!["requestState"]!;

        var answer = await _server.RequestAsync("acme/pay", $"{members},\"requestState\":\"{state}\",\"inputResponses\":{{\"k\":{{\"action\":\"accept\"}}}}");

        Assert.That((answer.IsResult(), _paid), Is.EqualTo((goesOn, goesOn ? new[] { "1" } : [])));
    }

    [Test]
    public async Task Method_whose_state_is_too_large_to_resume_fails()
    {
        _state = new string('x', 8192);

        Assert.That((await _server.RequestAsync("acme/pay", "\"amount\":1")).ErrorOf().Message, Does.Contain("could not resume"));
        Assert.That(
            _server.Audit.Outcomes.Single(),
            Has.Property("Outcome").EqualTo(AuditOutcome.Failed).And.Property("Reason").EqualTo(ReasonCode.RequestStateUnusable));
    }

    [Test]
    public async Task Parameters_of_methods_and_arguments_of_prompts_have_a_digest_on_record()
    {
        await _server.RequestAsync("acme/pay", "\"amount\":1,\"to\":\"x\"");
        await _server.RequestAsync("acme/pay", "\"amount\":2,\"to\":\"x\"");
        await _server.RequestAsync("prompts/get", "\"name\":\"greet\",\"arguments\":{\"text\":\"a\"}");
        _server.Token = _server.NewToken().Build();
        await _server.RequestAsync("acme/pay", "\"amount\":1,\"to\":\"x\"");

        var digests = _server.Audit.Decisions.Select(record => record.ArgumentDigest).ToArray();
        Assert.That(
            _server.Audit.Decisions.Select(record => string.Join(' ', record.ArgumentNames ?? [])),
            Is.EqualTo(new[] { "amount to", "amount to", "text", "amount to" }));
        Assert.That(digests, Has.None.Null);
        Assert.That((digests[0] == digests[1], digests[0] == digests[3]), Is.EqualTo((false, true)));
    }

    private JsonObject Pay(JsonObject parameters)
    {
        if (parameters["requestState"] is null)
            return new JsonObject { ["resultType"] = "input_required", ["requestState"] = _state };

        _paid.Add(parameters["amount"]!.ToJsonString());
        return new JsonObject { ["done"] = true };
    }
}
