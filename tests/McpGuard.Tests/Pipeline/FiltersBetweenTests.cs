#pragma warning disable MCPEXP002 // A filter of the author's own around a tool call.

using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Pipeline;

/// <summary>Filters of the author's own stand between the decision and the target. What runs is what was judged, once.</summary>
[TestFixture]
internal sealed class FiltersBetweenTests
{
    private static readonly JsonElement _other = JsonElement.Parse("\"../etc\""u8);

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

    private static IEnumerable<TestCaseData> Changes()
    {
        yield return Change("value in place", parameters => parameters.Arguments!["path"] = _other);
        yield return Change("other arguments", parameters => parameters.Arguments = new Dictionary<string, JsonElement> { ["path"] = _other });
        yield return Change("one more argument", parameters => parameters.Arguments!["more"] = _other);
        yield return Change("one argument less", parameters => parameters.Arguments!.Remove("path"));
        yield return Change("no arguments", parameters => parameters.Arguments = null);
        yield return Change("name in another case", parameters =>
            parameters.Arguments = new Dictionary<string, JsonElement>(StringComparer.OrdinalIgnoreCase) { ["Path"] = parameters.Arguments!["path"] });
        yield return Change("null", parameters => parameters.Arguments!["path"] = JsonElement.Parse("null"u8));
        yield return Change("the same text, escaped", parameters => parameters.Arguments!["path"] = JsonElement.Parse("\"\\u0061\""u8));
        yield return Change("other parameters", parameters => parameters.Name = "other");

        static TestCaseData Change(string name, Action<CallToolRequestParams> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Changes))]
    public async Task Tool_does_not_run_with_arguments_that_a_filter_has_changed(Action<CallToolRequestParams> change)
    {
        Serve(next => (request, cancellationToken) =>
        {
            change(request.Params);
            return next(request, cancellationToken);
        });

        var refused = (await CallAsync()).ErrorOf();

        Assert.That(refused.Code, Is.EqualTo(40301));
        Assert.That(_ran, Is.Empty);
        Assert.That((Outcome().Outcome, Outcome().Reason), Is.EqualTo((AuditOutcome.Failed, ReasonCode.TargetChanged)));
    }

    [Test]
    public async Task Tool_runs_with_equal_arguments_in_another_dictionary()
    {
        Serve(next => (request, cancellationToken) =>
        {
            request.Params = new CallToolRequestParams
            {
                Name = request.Params.Name,
                Arguments = request.Params.Arguments!.ToDictionary(pair => pair.Key, pair => pair.Value.Clone()),
            };
            return next(request, cancellationToken);
        });

        Assert.That((await CallAsync()).IsResult(), Is.True);
        Assert.That(_ran, Is.EqualTo(new[] { "a" }));
    }

    [Test]
    public async Task Filter_that_calls_next_five_times_runs_the_tool_once()
    {
        Serve(next => async (request, cancellationToken) =>
        {
            var result = await next(request, cancellationToken);
            for (var again = 0; again < 4; again++)
                await Assert.ThrowsAsync<ModelContextProtocol.McpProtocolException>(async () => await next(request, cancellationToken));

            return result;
        });

        Assert.That((await CallAsync()).IsResult(), Is.True);
        Assert.That(_ran, Has.Count.EqualTo(1));
        Assert.That((Outcome().Outcome, Outcome().Reason), Is.EqualTo((AuditOutcome.Succeeded, ReasonCode.DecisionSpent)));
    }

    [Test]
    public async Task Filter_that_tries_again_after_a_failure_is_refused()
    {
        Serve(next => async (request, cancellationToken) =>
        {
            await next(request, cancellationToken);
            return await next(request, cancellationToken);
        });

        Assert.That((await CallAsync()).ErrorOf().Message, Does.Contain("valid for one run"));
        Assert.That(_ran, Has.Count.EqualTo(1));
        Assert.That((Outcome().Outcome, Outcome().Reason), Is.EqualTo((AuditOutcome.Failed, ReasonCode.DecisionSpent)));
    }

    [Test]
    public async Task Filter_that_calls_next_concurrently_runs_the_tool_once()
    {
        Serve(next => async (request, cancellationToken) =>
        {
            var all = await Task.WhenAll(Enumerable.Range(0, 16).Select(_ => Task.Run(async () =>
            {
                try
                {
                    return await next(request, cancellationToken);
                }
                catch (ModelContextProtocol.McpProtocolException)
                {
                    return null;
                }
            }, cancellationToken)));
            return all.OfType<CallToolResult>().Single();
        });

        Assert.That((await CallAsync()).IsResult(), Is.True);
        Assert.That(_ran, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Filter_that_keeps_its_way_on_runs_nothing_after_the_call()
    {
        Func<Task>? later = null;
        Serve(next => (request, cancellationToken) =>
        {
            later = async () => await next(request, CancellationToken.None);
            return new(new CallToolResult());
        });
        await CallAsync();

        Assert.That(async () => await later!(), Throws.TypeOf<ModelContextProtocol.McpProtocolException>());
        Assert.That(_ran, Is.Empty);
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Answer_of_a_filter_is_not_a_success_of_the_tool(bool isError)
    {
        Serve(_ => (_, _) => new(new CallToolResult { IsError = isError }));

        Assert.That((await CallAsync()).IsResult(), Is.True);
        Assert.That(Outcome().Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
    }

    [Test]
    public async Task Exception_of_a_filter_is_not_a_failure_of_the_tool()
    {
        Serve(_ => (_, _) => throw new InvalidOperationException());

        await CallAsync();

        Assert.That(Outcome().Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
    }

    [Test]
    public async Task Answer_from_before_the_ordinary_filters_is_not_a_success_either()
    {
        Serve(null, options => options.Filters.Request.CallToolWithAlternateFilters.Add((_, _, _) => new(new CallToolResult())));

        await CallAsync();

        Assert.That(Outcome().Outcome, Is.EqualTo(AuditOutcome.NotDispatched));
    }

    [Test]
    public async Task Decision_of_one_call_runs_no_other()
    {
        RequestContext<CallToolRequestParams>? first = null;
        McpRequestHandler<CallToolRequestParams, CallToolResult>? way = null;
        Serve(next => async (request, cancellationToken) =>
        {
            first = first ?? request;
            way = way ?? next;
            request.User = first.User;
            return await next(request, cancellationToken);
        });

        await CallAsync();
        var second = await CallAsync();

        Assert.That(second.ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(_ran, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Filter_that_the_live_pipeline_gets_later_cannot_run_a_tool_unjudged()
    {
        McpServerOptions? live = null;
        Serve(null, options => live = options);
        await CallAsync();
        _ran.Clear();

        live!.Filters.Request.CallToolWithAlternateFilters.Clear();

        Assert.That((await CallAsync()).ErrorOf().Code, Is.EqualTo(40301));
        Assert.That(_ran, Is.Empty);
    }

    private void Serve(McpRequestFilter<CallToolRequestParams, CallToolResult>? filter, Action<McpServerOptions>? configure = null)
    {
        var tool = McpServerTool.Create([AllowAnyCaller] (string path = "default") => { lock (_ran) _ran.Add(path); return path; }, new() { Name = "read" });
        _server = new WireServer(mcp =>
        {
            mcp.WithTools([tool, Probe.Open("other").Tool]);
            mcp.Services.Configure<McpServerOptions>(options =>
            {
                if (filter is not null)
                    options.Filters.Request.CallToolFilters.Add(filter);
                configure?.Invoke(options);
            });
        });
    }

    private Task<JsonRpcMessage> CallAsync() => _server!.CallAsync("read", """ "arguments":{"path":"a"} """);

    private AuditRecord Outcome() => _server!.Audit.Outcomes[^1];
}
