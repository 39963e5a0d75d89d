using System.Net.Http.Headers;
using System.Net.Http.Json;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>Two processes of the sample Approvals share a folder: a person decides at one, and one of many equal calls at both runs.</summary>
internal sealed class SharedApprovalsTests
{
    private static readonly object _call = new
    {
        jsonrpc = "2.0",
        id = 1,
        method = "tools/call",
        @params = new { name = "refund", arguments = new { order = "A-1", amount = 40 } },
    };

    private readonly HttpClient _http = new();
    private ApprovalWorld _world = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _world = await ApprovalWorld.StartAsync(areTwo: true);

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        _http.Dispose();
        await _world.DisposeAsync();
    }

    [SetUp]
    public void ForgetRecords()
    {
        _world.Audit.ReadNew();
        _world.OtherAudit.ReadNew();
    }

    [Test]
    [Category("APR-4")]
    public async Task Of_fifty_equal_calls_at_two_processes_after_one_approval_one_runs()
    {
        var token = await _world.TokenAsync();
        Assert.That(await CallAsync(_world.ServerUrl, token), Does.Contain("nothing was run"));
        await ApproveAtOtherAsync("A-1");

        var answers = await Task.WhenAll(Enumerable.Range(0, 50).Select(number => CallAsync(number % 2 == 0 ? _world.ServerUrl : _world.OtherUrl, token)));

        Assert.That(answers.Count(answer => answer.Contains("Paid 40.00", StringComparison.Ordinal)), Is.EqualTo(1), string.Join('\n', answers.Distinct()));
        string?[] events = [.. new[] { _world.Audit, _world.OtherAudit }.SelectMany(audit => audit.ReadNew()).Select(record => (string?)record["event"])];
        Assert.That((events.Count(name => name == "approval_used"), events.Count(name => name == "outcome")), Is.EqualTo((1, 1)));
    }

    [Test]
    [Category("APR-2")]
    public async Task Call_that_one_process_holds_runs_after_an_approval_at_another()
    {
        await using var client = await _world.ConnectAsync(null);
        var call = client.CallToolAsync("refund", new Dictionary<string, object?> { ["order"] = "B-1", ["amount"] = 40 }).AsTask();

        await ApproveAtOtherAsync("B-1");

        Assert.That((await call).IsError, Is.Not.True);
    }

    private async Task ApproveAtOtherAsync(string order)
    {
        using var bob = new Visitor(_world.OtherUrl);
        await bob.OpenAsync("/approvals");
        await bob.SignInAsync("bob");
        await bob.OpenRequestAsync(order);
        await bob.SendAsync($"{bob.Path}/approve", bob.Fields);
        Assert.That(bob.Page, Does.Contain("Approved"));
    }

    private async Task<string> CallAsync(string server, string token)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, $"{server}/mcp") { Content = JsonContent.Create(_call) };
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        request.Headers.Accept.ParseAdd("application/json");
        request.Headers.Accept.ParseAdd("text/event-stream");
        using var response = await _http.SendAsync(request);
        return await response.Content.ReadAsStringAsync();
    }
}
