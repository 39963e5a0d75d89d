#pragma warning disable MCPEXP002 // Tasks are an extension: what plays their part are handlers as an extension registers them.

using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Who knows a task's identifier has not begun it: a task is that of the caller it was begun for, and of no other.</summary>
[TestFixture(false)]
[TestFixture(true)]
[Category("TSK-1")]
[Category("TSK-4")]
[Category("SES-1")]
[Category("STD-6")]
[Category("T3")]
internal sealed class TaskOwnerTests(bool isRemote)
{
    private static readonly string[] _methods = ["tasks/get", "tasks/update", "tasks/cancel", "tasks/result"];

    private static readonly JsonSerializerOptions _json =
        new() { TypeInfoResolver = new DefaultJsonTypeInfoResolver(), DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull };

    private readonly List<string> _handled = [];
    private RemoteStores _stores = null!;
    private WireServer _server = null!;
    private string _shape = "";

    [SetUp]
    public void SetUp()
    {
        _handled.Clear();
        _stores = new(TimeProvider.System);
        _shape = """{"resultType":"task","taskId":"ID","status":"working","ttlMs":60000}""";
        _server = Start("{}");
        _server.Token = Token();
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [TestCaseSource(nameof(_methods))]
    [Category("SES-2")]
    public async Task Owner_reaches_its_task_with_a_newer_token_too(string method)
    {
        var id = await BeginAsync();

        _server.Token = Token();

        Assert.That((await AskAsync(method, id)).IsResult(), Is.True);
        Assert.That(_handled, Is.EqualTo(new[] { $"{method} {id}" }));
    }

    [TestCaseSource(nameof(_methods))]
    [Category("TSK-7")]
    [Category("TSK-10")]
    public async Task Task_of_another_is_answered_as_one_that_does_not_exist(string method)
    {
        var id = await BeginAsync();

        foreach (var other in new[] { Token(subject: "mallory"), Token(actor: "agent-2"), Token(client: "other") })
        {
            _server.Token = other;
            var (foreign, unknown) = ((await AskAsync(method, id)).ErrorOf(), (await AskAsync(method, "made-up")).ErrorOf());

            Assert.That((foreign.Code, foreign.Message, foreign.Data), Is.EqualTo((unknown.Code, unknown.Message, unknown.Data)));
            Assert.That(foreign.Code, Is.EqualTo((int)McpErrorCode.InvalidParams));
        }

        Assert.That(_handled, Is.Empty);
        Assert.That(_server.Audit.Decisions.Select(record => record.Reason), Has.Exactly(6).EqualTo(ReasonCode.TaskUnknown));
    }

    [TestCaseSource(nameof(_methods))]
    [Category("TSK-3")]
    public async Task Owner_who_may_no_longer_use_the_tool_does_not_reach_its_task(string method)
    {
        var id = await BeginAsync();

        _server.Token = Token(scopes: "");
        var refused = (await AskAsync(method, id)).ErrorOf();

        Assert.That((refused.Code, refused.DataOf()["scope"].GetString()), Is.EqualTo((40300, "notes:read")));
        Assert.That(_handled, Is.Empty);
    }

    [Test]
    [Category("TSK-9")]
    public async Task List_shows_own_tasks_only()
    {
        var own = await BeginAsync();
        _server.Token = Token(subject: "mallory");
        await BeginAsync();
        _server.Token = Token();

        var result = (JsonObject)((JsonRpcResponse)await AskAsync("tasks/list", "")).Result!;

        Assert.That(((JsonArray)result["tasks"]!).Select(task => (string?)task!["taskId"]), Is.EqualTo(new[] { own }));
    }

    [Test]
    [Category("TSK-9")]
    public async Task Task_as_the_older_protocol_writes_it_has_its_owner_too()
    {
        _shape = """{"task":{"taskId":"ID","status":"working","ttl":60000}}""";
        var id = await BeginAsync();

        Assert.That((await AskAsync("tasks/get", id)).IsResult(), Is.True);

        _server.Token = Token(subject: "mallory");
        Assert.That((await AskAsync("tasks/get", id)).IsResult(), Is.False);
    }

    [Test]
    [Category("TSK-5")]
    public async Task Refused_call_starts_no_task()
    {
        _server.Token = Token(scopes: "");

        Assert.That((await _server.CallAsync("work")).ErrorOf().Code, Is.EqualTo(40300));

        _server.Token = Token();
        Assert.That((await AskAsync("tasks/get", "task-1")).IsResult(), Is.False);
    }

    [Test]
    public async Task Identifier_that_comes_twice_stays_its_first_owners()
    {
        var id = await BeginAsync();
        _shape = _shape.Replace("ID", id, StringComparison.Ordinal);
        _server.Token = Token(subject: "mallory");
        await BeginAsync();

        Assert.That((await AskAsync("tasks/get", id)).IsResult(), Is.False);
        _server.Token = Token();
        Assert.That((await AskAsync("tasks/get", id)).IsResult(), Is.True);
    }

    [Test]
    [Category("TSK-2")]
    public async Task Task_without_a_known_owner_is_inaccessible() =>
        Assert.That((await AskAsync("tasks/get", "task-of-another-process")).ErrorOf().Code, Is.EqualTo((int)McpErrorCode.InvalidParams));

    [Test]
    [Category("TSK-11")]
    public async Task Asking_for_a_task_has_its_rate_and_each_step_of_the_task_is_on_record()
    {
        await _server.DisposeAsync();
        _server = Start(
            """{"Rules":{"polling":{"Methods":"tasks/get","Rate":{"Calls":2,"Window":"00:01:00","Per":"Subject"}},"beginning":""" +
                """{"Tools":"work","Rate":{"Calls":1,"Window":"00:01:00","Per":"Subject"}}}}""");
        _server.Token = Token();
        var id = await BeginAsync();

        Assert.That((await _server.CallAsync("work")).ErrorOf().Code, Is.EqualTo(42900));
        foreach (var method in new[] { "tasks/get", "tasks/get", "tasks/update", "tasks/cancel" })
            Assert.That((await AskAsync(method, id)).IsResult(), Is.True);
        Assert.That((await AskAsync("tasks/get", id)).ErrorOf().Code, Is.EqualTo(42900));

        Assert.That(_server.Audit.Decisions.Select(record => $"{record.Method} {record.Target} {record.Effect}"), Is.EqualTo(new[]
        {
            "tools/call work Allow", "tools/call work Deny",
            $"tasks/get {id} Allow", $"tasks/get {id} Allow", $"tasks/update {id} Allow", $"tasks/cancel {id} Allow", $"tasks/get {id} Deny",
        }));
        Assert.That(_server.Audit.Outcomes[0].Outcome, Is.EqualTo(AuditOutcome.Deferred));
    }

    [Test]
    [Category("TSK-9")]
    public async Task Server_without_tasks_gives_its_own_answer()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([Probe.Open().Tool]));

        Assert.That((await server.RequestAsync("tasks/get", "\"taskId\":\"x\"")).ErrorOf().Code, Is.EqualTo((int)McpErrorCode.MethodNotFound));
    }

    [Test]
    [Category("TSK-2")]
    public async Task Without_the_store_of_owners_no_task_is_handed_out_or_reached()
    {
        var id = await BeginAsync();
        _stores.OnTheWay = _ => throw new IOException("gone");

        if (isRemote)
        {
            Assert.That((await AskAsync("tasks/get", id)).ErrorOf().Code, Is.EqualTo(50303));
            Assert.That(_server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.StateUnavailable));
            var withheld = await _server.CallAsync("work");
            Assert.That((withheld.ErrorOf().Code, withheld is JsonRpcResponse), Is.EqualTo((50303, true)), "No caller could reach the task.");
            Assert.That((await AskAsync("tasks/list", "")).ErrorOf().Code, Is.EqualTo(50303));
        }

        _stores.OnTheWay = null;
        Assert.That((await AskAsync("tasks/get", id)).IsResult(), Is.True);
    }

    private WireServer Start(string policy) => new(mcp => (isRemote ? mcp.WithStores(_stores) : mcp)
        .WithTools([Probe.Read("work").Tool, Probe.Open().Tool])
        .Services.Configure<McpGuardOptions>(options => options.Policy = policy)
        .Configure<McpServerOptions>(options =>
        {
            var number = 0;
            options.RequestHandlers =
            [
                .. _methods.Append("tasks/list")
                    .Select(method => new McpServerRequestHandler { Method = method, Handler = (request, _) => new(Handle(request)) }),
            ];
            options.Filters.Request.CallToolWithAlternateFilters.Add((request, next, cancellationToken) =>
                request.Params!.Name == "work" ? new(Begin($"task-{++number}")) : next(request, cancellationToken));
        }));

    private async Task<string> BeginAsync()
    {
        var result = (JsonObject)((JsonRpcResponse)await _server.CallAsync("work")).Result!;
        return (string)(result["taskId"] ?? result["task"]!["taskId"])!;
    }

    private Task<JsonRpcMessage> AskAsync(string method, string id) => _server.RequestAsync(method, $"\"taskId\":\"{id}\"");

    private ResultOrAlternate<CallToolResult> Begin(string id) => ResultOrAlternate<CallToolResult>.FromAlternate(
        JsonSerializer.Deserialize<BegunTask>(_shape.Replace("ID", id, StringComparison.Ordinal), _json)!,
        (JsonTypeInfo<BegunTask>)_json.GetTypeInfo(typeof(BegunTask)));

    // What a handler gets depends on the version of the SDK.
    private JsonNode? Handle(RequestContext<JsonNode?> request) => Handle(request.JsonRpcRequest);

    private JsonNode? Handle(JsonRpcRequest request)
    {
        _handled.Add($"{request.Method} {(string?)request.Params!["taskId"]}");
        return JsonNode.Parse("""{"tasks":[{"taskId":"task-1"},{"taskId":"task-2"},{"taskId":"task-3"}]}""");
    }

    private string Token(string subject = "alice", string actor = "agent-1", string client = "agent-1", string scopes = "notes:read") => _server.NewToken()
        .With("sub", subject).With("client_id", client).With("act", new JsonObject { ["sub"] = actor }).WithScopes(scopes).Build();

    /// <summary>The answer to a call that continues in the background, as each generation of the protocol writes it.</summary>
    internal sealed class BegunTask : Result
    {
        [JsonPropertyName("taskId")]
        public string? TaskId { get; set; }

        [JsonPropertyName("ttlMs")]
        public long? TimeToLive { get; set; }

        [JsonPropertyName("task")]
        public JsonObject? Task { get; set; }
    }
}
