#pragma warning disable MCPEXP002 // A method of the author's own.

using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>The same promise for everything that is not a tool: prompts, resources, completions, own methods and notifications.</summary>
[TestFixture]
internal sealed class MessageFiltersBetweenTests
{
    private const string Policy =
        """{ "Rules": { "own": { "Methods": ["own/safe", "own/note"], "AllowAnyCaller": true }, "closed": { "Methods": ["own/closed"]""" +
            """, "Scopes": ["admin"] } } }""";

    private readonly List<string> _ran = [];
    private WireServer? _server;

    [SetUp]
    public void SetUp() => _ran.Clear();

    [TearDown]
    public async Task TearDown()
    {
        if (_server is not null)
            await _server.DisposeAsync();
    }

    [TestCase("own/safe", "\"x\":1")]
    [TestCase("prompts/get", "\"name\":\"plan\"")]
    [TestCase("resources/read", "\"uri\":\"notes://all\"")]
    [TestCase("tools/list", "\"x\":1")]
    public async Task Message_that_a_filter_changes_after_the_decision_is_not_served(string method, string members)
    {
        Serve(options => options.Filters.Message.IncomingFilters.Add(next => (message, cancellationToken) =>
        {
            if (message.JsonRpcMessage is JsonRpcRequest request && request.Method == method)
                ((JsonObject)request.Params!)["y"] = 2;

            return next(message, cancellationToken);
        }));

        Assert.That((await _server!.RequestAsync(method, members)).ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(_ran, Is.Empty);
        Assert.That(_server.Audit.Outcomes[^1].Reason, Is.EqualTo(ReasonCode.TargetChanged));
    }

    [Test]
    public async Task Message_that_replaces_another_is_not_served()
    {
        Serve(options => options.Filters.Message.IncomingFilters.Add(next => (message, cancellationToken) =>
        {
            if (message.JsonRpcMessage is JsonRpcRequest { Method: "own/safe" } request)
                message.JsonRpcMessage =
                    new JsonRpcRequest { Id = request.Id, Method = "own/closed", Params = request.Params!.DeepClone(), Context = request.Context };

            return next(message, cancellationToken);
        }));

        Assert.That((await _server!.RequestAsync("own/safe", "\"x\":1")).ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(_ran, Is.Empty);
    }

    [Test]
    public async Task Message_that_a_filter_sends_on_twice_is_served_once()
    {
        Serve(options => options.Filters.Message.IncomingFilters.Add(next => async (message, cancellationToken) =>
        {
            await next(message, cancellationToken);
            if (message.JsonRpcMessage is JsonRpcRequest { Method: "own/safe" or "tools/call" })
                await Assert.ThrowsAsync<McpProtocolException>(async () => await next(message, cancellationToken));
        }));

        Assert.That((await _server!.RequestAsync("own/safe", "\"x\":1")).IsResult(), Is.True);
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);
        Assert.That(_ran, Is.EqualTo(new[] { "own/safe", "tool" }));
    }

    [Test]
    public async Task Filter_that_only_looks_changes_nothing()
    {
        Serve(options => options.Filters.Message.IncomingFilters.Add(next => (message, cancellationToken) =>
        {
            _ = message.JsonRpcMessage.ToString();
            return next(message, cancellationToken);
        }));

        Assert.That((await _server!.RequestAsync("own/safe", "\"x\":1")).IsResult(), Is.True);
    }

    [TestCase("prompts/get", "\"name\":\"plan\"")]
    [TestCase("resources/read", "\"uri\":\"notes://all\"")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plan\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    public async Task Parameters_that_a_filter_changes_are_not_served(string method, string members)
    {
        Serve(options =>
        {
            options.Filters.Request.GetPromptFilters.Add(Changing<GetPromptRequestParams, GetPromptResult>(parameters => parameters.Arguments!["a"] = default));
            options.Filters.Request.ReadResourceFilters.Add(
                Changing<ReadResourceRequestParams, ReadResourceResult>(parameters => parameters.Uri = "notes://other"));
            options.Filters.Request.CompleteFilters.Add(
                Changing<CompleteRequestParams, CompleteResult>(parameters => parameters.Ref = new PromptReference { Name = "other" }));
        });

        Assert.That((await _server!.RequestAsync(method, $"{members},\"arguments\":{{}}")).ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(_ran, Is.Empty);
        Assert.That((_server.Audit.Outcomes[^1].Outcome, _server.Audit.Outcomes[^1].Reason), Is.EqualTo((AuditOutcome.Failed, ReasonCode.TargetChanged)));
    }

    [TestCase("prompts/get", "\"name\":\"plan\"")]
    [TestCase("resources/read", "\"uri\":\"notes://all\"")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plan\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    public async Task Answer_of_a_filter_never_came_to_its_target(string method, string members)
    {
        Serve(options =>
        {
            options.Filters.Request.GetPromptFilters.Add(_ => (_, _) => new(new GetPromptResult()));
            options.Filters.Request.ReadResourceFilters.Add(_ => (_, _) => new(new ReadResourceResult()));
            options.Filters.Request.CompleteFilters.Add(_ => (_, _) => new(new CompleteResult()));
        });

        Assert.That((await _server!.RequestAsync(method, members)).IsResult(), Is.True);
        Assert.That(_server.Audit.Outcomes[^1].Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
        Assert.That(_server.Audit.Outcomes, Has.Count.EqualTo(1));
    }

    [TestCase("prompts/get", "\"name\":\"plan\"")]
    [TestCase("resources/read", "\"uri\":\"notes://all\"")]
    [TestCase("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"plan\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}")]
    public async Task Filter_that_calls_next_twice_is_refused(string method, string members)
    {
        Serve(options =>
        {
            options.Filters.Request.GetPromptFilters.Add(Twice<GetPromptRequestParams, GetPromptResult>());
            options.Filters.Request.ReadResourceFilters.Add(Twice<ReadResourceRequestParams, ReadResourceResult>());
            options.Filters.Request.CompleteFilters.Add(Twice<CompleteRequestParams, CompleteResult>());
        });

        Assert.That((await _server!.RequestAsync(method, members)).ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(_ran, Has.Count.EqualTo(1));
        Assert.That(_server.Audit.Outcomes[^1].Reason, Is.EqualTo(ReasonCode.DecisionSpent));
    }

    [Test]
    public async Task Notification_of_the_author_that_a_filter_changes_is_not_served()
    {
        Serve(options => options.Filters.Message.IncomingFilters.Add(next => (message, cancellationToken) =>
        {
            if (message.JsonRpcMessage is JsonRpcNotification { Method: "own/note" } notification)
                notification.Params = new JsonObject { ["y"] = 2 };

            return next(message, cancellationToken);
        }));

        _server!.Send("""{"jsonrpc":"2.0","method":"own/note","params":{"x":1}}""");

        await Eventually.IsTrueAsync(() => _server.Audit.Outcomes.Any(record => record.Reason == ReasonCode.TargetChanged));
        Assert.That(_ran, Is.Empty);
    }

    private static McpRequestFilter<TParams, TResult> Changing<TParams, TResult>(Action<TParams> change) => next => (request, cancellationToken) =>
    {
        change(request.Params);
        return next(request, cancellationToken);
    };

    private static McpRequestFilter<TParams, TResult> Twice<TParams, TResult>() => next => async (request, cancellationToken) =>
    {
        await next(request, cancellationToken);
        return await next(request, cancellationToken);
    };

    private void Serve(Action<McpServerOptions> configure) => _server = new WireServer(mcp =>
    {
        mcp.WithTools([McpServerTool.Create([AllowAnyCaller] () => Ran("tool"), new() { Name = "open" })])
            .WithPrompts([McpServerPrompt.Create([AllowAnyCaller] (string? a = null) => Ran("prompt"), new() { Name = "plan" })])
            .WithResources([McpServerResource.Create([AllowAnyCaller] () => Ran("resource"), new() { UriTemplate = "notes://all" })])
            .WithCompleteHandler((_, _) => new(new CompleteResult { Completion = new() { Values = [Ran("completion")] } }))
            .Services.Configure<McpGuardOptions>(options => options.Policy = Policy)
            .Configure<McpServerOptions>(options =>
            {
                options.RequestHandlers = [Own("own/safe"), Own("own/closed")];
                options.Handlers.NotificationHandlers = [new("own/note", (_, _) => { Ran("own/note"); return default; })];
                configure(options);
            });
    });

    private McpServerRequestHandler Own(string method) =>
        new() { Method = method, Handler = (_, _) => { Ran(method); return new((JsonNode?)new JsonObject()); } };

    private string Ran(string what)
    {
        _ran.Add(what);
        return what;
    }
}
