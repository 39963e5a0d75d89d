#pragma warning disable MCPEXP002 // Tasks are an extension: what plays their part is a filter as an extension registers one.

using System.Security.Claims;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>A task runs when its call has long been answered: still for the caller who began it, and by option no longer than its token.</summary>
[TestFixture]
[Category("TSK-6")]
internal sealed class TaskRunTests
{
    private readonly List<string> _ran = [];
    private TaskCompletionSource _turn = null!;
    private TaskCompletionSource _end = null!;
    private TaskCompletionSource _running = null!;
    private Task<ResultOrAlternate<CallToolResult>> _task = null!;
    private WireServer _server = null!;

    [SetUp]
    public void SetUp()
    {
        _ran.Clear();
        _turn = New();
        _end = New();
        _running = New();
    }

    [TearDown]
    public async Task TearDown() => await _server.DisposeAsync();

    [Test]
    public async Task Task_runs_as_the_caller_who_started_it()
    {
        await BeginAsync(endWithToken: false);
        _server.Token = _server.NewToken().With("sub", "mallory").Build();
        Assert.That((await _server.CallAsync("open")).IsResult(), Is.True);

        _turn.SetResult();
        _end.SetResult();

        await _task;
        Assert.That(_ran, Is.EqualTo(new[] { "alice through agent-1" }));
    }

    [Test]
    public async Task Task_whose_token_has_ended_may_run_by_default()
    {
        await BeginAsync(endWithToken: false);

        _server.Time.Advance(TimeSpan.FromSeconds(330));
        _turn.SetResult();
        _end.SetResult();

        await _task;
        Assert.That(_ran, Has.Count.EqualTo(1));
    }

    [Test]
    public async Task Task_whose_token_has_ended_before_its_turn_does_not_run()
    {
        await BeginAsync(endWithToken: true);

        _server.Time.Advance(TimeSpan.FromSeconds(330));
        _turn.SetResult();

        Assert.That(
            async () => await _task.WaitAsync(TimeSpan.FromSeconds(60)),
            Throws.TypeOf<McpProtocolException>().With.Property(nameof(McpProtocolException.ErrorCode)).EqualTo((McpErrorCode)40101));
        Assert.That(_ran, Is.Empty);
    }

    [Test]
    [Category("REV-6")]
    public async Task Task_that_runs_ends_with_its_token()
    {
        await BeginAsync(endWithToken: true);
        _turn.SetResult();
        await _running.Task.WaitAsync(TimeSpan.FromSeconds(60));

        _server.Services.GetRequiredService<RevocationList>().Revoke(new() { Issuer = _server.Authority.Issuer, Subject = "alice" });
        _server.Time.Advance(TokenWatch.Interval);

        Assert.That(
            async () => await _task.WaitAsync(TimeSpan.FromSeconds(60)),
            Throws.TypeOf<McpProtocolException>().With.Property(nameof(McpProtocolException.ErrorCode)).EqualTo((McpErrorCode)40101));
        Assert.That(_ran, Is.Empty);
    }

    private async Task BeginAsync(bool endWithToken)
    {
        var work = McpServerTool.Create([AllowAnyCaller] async (ClaimsPrincipal user, CancellationToken cancellationToken) =>
        {
            _running.SetResult();
            await _end.Task.WaitAsync(cancellationToken);
            using var scope = _server.Services.CreateScope();
            Assert.That(scope.ServiceProvider.GetRequiredService<DelegatedCaller>().Subject, Is.EqualTo(user.FindFirst("sub")?.Value));
            _ran.Add($"{user.FindFirst("sub")?.Value} through {user.FindFirst("act_sub")?.Value}");
        }, new() { Name = "work" });
        _server = new WireServer(mcp =>
        {
            mcp.Services.Configure<McpGuardOptions>(options => options.Tools["work"] = new ToolOptions { EndWithToken = endWithToken })
                .Configure<McpServerOptions>(options => options.Filters.Request.CallToolWithAlternateFilters.Add((request, next, cancellationToken) =>
                {
                    if (request.Params.Name != "work")
                        return next(request, cancellationToken);

                    _task = Task.Run(async () =>
                    {
                        await _turn.Task;
                        return await next(request, CancellationToken.None);
                    }, CancellationToken.None);
                    return new(
                        ResultOrAlternate<CallToolResult>
                            .FromAlternate(new EmptyResult(), (JsonTypeInfo<EmptyResult>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(EmptyResult))));
                }));
            mcp.WithTools([work, Probe.Open().Tool]);
        });
        Assert.That((await _server.CallAsync("work")).IsResult(), Is.True);
    }

    private static TaskCompletionSource New() => new(TaskCreationOptions.RunContinuationsAsynchronously);
}
