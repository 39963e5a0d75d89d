using System.Collections.Concurrent;
using System.Diagnostics.Metrics;
using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using McpGuard.AspNetCore.Tests.Documentation;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using OpenTelemetry.Metrics;

namespace McpGuard.AspNetCore.Tests.Telemetry;

/// <summary>The dashboard, the page and the meter speak of the same metrics, under the names that really come out.</summary>
[NonParallelizable]
internal sealed partial class DashboardTests
{
    private static readonly string _folder = Path.Combine(Snippet.Repository, "src", "McpGuard", "Telemetry");

    private readonly JsonElement _dashboard = JsonElement.Parse(File.ReadAllText(Path.Combine(_folder, "grafana-dashboard.json")));
    private readonly string _page = File.ReadAllText(Path.Combine(_folder, "README.md"));
    private readonly ConcurrentDictionary<string, Instrument> _instruments = new();
    private MeterListener _listener = null!;
    private GuardedWebServer _server = null!;

    /// <summary>All that the guard can count and measure has happened once.</summary>
    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _listener = new()
        {
            InstrumentPublished = (instrument, _) =>
            {
                if (instrument.Meter.Name == McpGuardDefaults.Meter)
                    _instruments[instrument.Name] = instrument;
            },
        };
        _listener.Start();
        _server = await GuardedWebServer.StartAsync(
            options =>
            {
                options.Audit.File.Directory = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{Guid.NewGuid():N}");
                options.Audit.File.Durability = AuditDurability.Flushed;
                options.Audit.FailureMode = AuditFailureMode.LogAndContinue;
                options.Policy = """{"Rules":{"r":{"Tools":["echo"],"Mode":"ReportOnly","Groups":["staff"]}}}""";
            },
            mcp => mcp.Services.AddOpenTelemetry().WithMetrics(metrics => metrics.AddMeter(McpGuardDefaults.Meter)
                .AddPrometheusExporter(exporter => exporter.ScrapeResponseCacheDurationMilliseconds = 0)),
            app =>
            {
                app.MapMcp("/mcp").RequireMcpGuard();
                app.MapPrometheusScrapingEndpoint("/metrics");
            });
        var token = _server.NewToken().Build();
        await new WireRequest().SendAsync(_server);
        await new WireRequest(WireRequest.Echo).WithToken(token).SendAsync(_server);
        for (var i = 0; i < 200; i++)
            await WireRequest.Call($"made-up-{i}").WithToken(token).SendAsync(_server);

        var approvals = _server.Services.GetRequiredService<ApprovalMetrics>();
        approvals.Count(AuditEvent.ApprovalRequested);
        approvals.RecordWait(AuditEvent.ApprovalGranted, TimeSpan.FromMinutes(1));

        _server.Audit.Fails = true;
        await new WireRequest().WithToken(token).SendAsync(_server);
    }

    [OneTimeTearDown]
    public async Task StopAsync()
    {
        await _server.DisposeAsync();
        _listener.Dispose();
    }

    [Test]
    public void Dashboard_queries_exactly_the_instruments_of_the_meter() =>
        Assert.That(PrometheusName.QueriedBy(_dashboard), Is.EquivalentTo(_instruments.Values.Select(PrometheusName.Of)));

    [Test]
    public async Task Names_are_those_that_the_exporter_writes()
    {
        var scraped = TypeLine().Matches(await ScrapeAsync()).Select(match => match.Groups[1].Value)
            .Where(name => name.StartsWith("mcpguard_", StringComparison.Ordinal));

        Assert.That(scraped, Is.EquivalentTo(_instruments.Values.Select(PrometheusName.Of)));
    }

    [Test]
    public async Task Labels_are_those_that_the_exporter_writes()
    {
        var written = LabelName().Matches(await ScrapeAsync()).Select(match => match.Groups[1].Value).Distinct().ToArray();

        Assert.That(PrometheusName.LabelsOf(_dashboard).Except(["job", "instance"]), Is.SubsetOf(written));
    }

    [Test]
    [Category("LOG-8")]
    public async Task Names_from_clients_create_no_time_series()
    {
        var scraped = await ScrapeAsync();

        Assert.That(scraped, Does.Contain("gen_ai_tool_name=\"_other\"").And.Contain("gen_ai_tool_name=\"echo\"").And.Not.Contain("made-up"));
        Assert.That(scraped, Does.Contain("mcpguard_decision=\"would_deny\"").And.Contain("mcpguard_decision=\"deny\""));
        Assert.That(scraped, Does.Not.Contain("alice").And.Not.Contain("agent-1").And.Not.Contain("127.0.0.1"));
    }

    [Test]
    public void Panels_have_numbers_of_their_own_and_do_not_overlap()
    {
        var panels = _dashboard.GetProperty("panels").EnumerateArray().ToArray();
        var cells = panels.SelectMany(panel =>
        {
            var (x, y, w, h) = Position(panel.GetProperty("gridPos"));
            return from column in Enumerable.Range(x, w) from line in Enumerable.Range(y, h) select (column, line);
        });

        Assert.That(panels.Select(panel => panel.GetProperty("id").GetInt32()), Is.Unique);
        Assert.That(cells, Is.Unique);
    }

    [Test]
    public void Page_tells_of_every_instrument_and_every_attribute()
    {
        var attributes = typeof(TelemetryNames).GetFields(BindingFlags.Public | BindingFlags.Static).Select(field => (string)field.GetRawConstantValue()!);

        Assert.That(_instruments.Keys.Concat(attributes).Where(name => !_page.Contains($"`{name}`", StringComparison.Ordinal)), Is.Empty);
    }

    private Task<string> ScrapeAsync() => _server.Http.GetStringAsync("/metrics");

    private static (int X, int Y, int W, int H) Position(JsonElement position) =>
        (position.GetProperty("x").GetInt32(),
            position.GetProperty("y").GetInt32(),
            position.GetProperty("w").GetInt32(),
            position.GetProperty("h").GetInt32());

    [GeneratedRegex(@"^# TYPE (\w+) ", RegexOptions.Multiline)]
    private static partial Regex TypeLine();

    [GeneratedRegex(@"[{,](\w+)=""")]
    private static partial Regex LabelName();
}
