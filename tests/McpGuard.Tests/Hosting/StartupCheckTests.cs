#pragma warning disable MCPEXP002 // A handler with which the guard refuses to start.

using McpGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Hosting;

/// <summary>A server that the guard could not hold does not start, and its author is told everything at once.</summary>
[TestFixture]
internal sealed class StartupCheckTests
{
    [Test]
    public async Task Server_in_order_starts() => Assert.That(await ProblemsAsync(options => { }), Is.Empty);

    [TestCase(null, "is missing")]
    [TestCase(" ", "is missing")]
    [TestCase("mcp.example.com", "not an absolute https address")]
    [TestCase("/mcp", "address|plain http|query")]
    [TestCase("ftp://mcp.example.com", "not an absolute https address")]
    [TestCase("http://mcp.example.com/mcp", "plain http is allowed on loopback only")]
    [TestCase("https://mcp.example.com/mcp#part", "fragment")]
    [TestCase("https://mcp.example.com/mcp#", "fragment")]
    [TestCase("https://mcp.example.com/mcp?x=1", "query")]
    [TestCase("https://user@mcp.example.com/mcp", "credentials")]
    [TestCase("https://mcp.example.com/.well-known/openid-configuration", "metadata document, which is about 'https://mcp.example.com'")]
    [TestCase("https://mcp.example.com/a/.well-known/openid-configuration", "metadata document, which is about 'https://mcp.example.com/a'")]
    [TestCase("https://mcp.example.com/.well-known/oauth-authorization-server/a", "metadata document, which is about 'https://mcp.example.com/a'")]
    [TestCase("https://mcp.example.com/.well-known/oauth-protected-resource/a", "metadata document, which is about 'https://mcp.example.com/a'")]
    public async Task Address_that_is_missing_or_unsafe_is_named_with_its_option(string? address, string expected)
    {
        Assert.That(await ProblemsAsync(options => options.Resource = address), Has.One.Matches($"^McpGuard:Resource .*({expected})"));
        Assert.That(await ProblemsAsync(options => options.Authority = address), Has.One.Matches($"^McpGuard:Authority .*({expected})"));
    }

    [TestCase("http://localhost:5000/mcp")]
    [TestCase("http://127.0.0.1/mcp")]
    [TestCase("http://[::1]:5000/mcp")]
    [TestCase("https://mcp.example.com:8443/a/b")]
    public async Task Address_over_https_or_on_loopback_is_accepted(string address) =>
        Assert.That(await ProblemsAsync(options => (options.Resource, options.Authority) = (address, address)), Is.Empty);

    [TestCase(0)]
    [TestCase(0.9)]
    [TestCase(3600.1)]
    [TestCase(86400)]
    [Category("TOK-22")]
    public async Task Lifetime_out_of_range_is_refused(double seconds) =>
        Assert.That(await ProblemsAsync(options => options.MaxTokenLifetime = TimeSpan.FromSeconds(seconds)), Has.One.StartsWith("McpGuard:MaxTokenLifetime"));

    [TestCase(-1)]
    [TestCase(121)]
    [Category("RPL-5")]
    public async Task Skew_out_of_range_is_refused(double seconds) =>
        Assert.That(await ProblemsAsync(options => options.ClockSkew = TimeSpan.FromSeconds(seconds)), Has.One.StartsWith("McpGuard:ClockSkew"));

    [Test]
    public async Task Ends_of_the_ranges_are_accepted()
    {
        Assert.That(await ProblemsAsync(options => (options.MaxTokenLifetime, options.ClockSkew, options.MaxRequestBodyBytes, options.TokenCacheSize) =
            (TimeSpan.FromSeconds(1), TimeSpan.Zero, 1024, 1)), Is.Empty);
        Assert.That(await ProblemsAsync(options => (options.MaxTokenLifetime, options.ClockSkew, options.MaxRequestBodyBytes, options.TokenCacheSize) =
            (TimeSpan.FromHours(1), TimeSpan.FromMinutes(2), 64 * 1024 * 1024, 1_000_000)), Is.Empty);
    }

    [Test]
    public async Task Sizes_out_of_range_are_refused()
    {
        foreach (var size in new[] { 1023, 64 * 1024 * 1024 + 1, 0, -1 })
            Assert.That(await ProblemsAsync(options => options.MaxRequestBodyBytes = size), Has.One.StartsWith("McpGuard:MaxRequestBodyBytes"));
        foreach (var size in new[] { 0, 1_000_001, -1 })
            Assert.That(await ProblemsAsync(options => options.TokenCacheSize = size), Has.One.StartsWith("McpGuard:TokenCacheSize"));
    }

    [TestCase("a b")]
    [TestCase("")]
    [TestCase("a\"b")]
    [TestCase("offline_access")]
    public async Task Invalid_scope_is_refused_everywhere(string scope)
    {
        Assert.That(await ProblemsAsync(options => options.InitialScopes.Add(scope)), Has.One.StartsWith("McpGuard:InitialScopes"));
        Assert.That(await ProblemsAsync(options => options.DefaultScopes.Add(scope)), Has.One.StartsWith("McpGuard:DefaultScopes"));
        Assert.That(
            await ProblemsAsync(options => options.Tools["open"] = new ToolOptions { Scopes = { scope } }), Has.One.StartsWith("McpGuard:Tools:open:Scopes"));
    }

    [TestCase("https://app.example.com/")]
    [TestCase("https://app.example.com/path")]
    [TestCase("app.example.com")]
    [TestCase("*")]
    [TestCase("Null")]
    [TestCase("vscode-file:")]
    [TestCase("vscode-file://vscode-app/index.html")]
    [TestCase("https://me@app.example.com")]
    [TestCase("ftp://app.example.com")]
    public async Task Invalid_origin_is_refused(string origin) =>
        Assert.That(await ProblemsAsync(options => options.AllowedOrigins.Add(origin)), Has.One.StartsWith("McpGuard:AllowedOrigins"));

    [TestCase(null, null, "McpGuard:Endpoints:b:Resource is missing")]
    [TestCase("http://b.example/mcp", null, "McpGuard:Endpoints:b:Resource is 'http://b.example/mcp': plain http")]
    [TestCase("https://b.example/b", "not an address", "McpGuard:Endpoints:b:ResourceMetadataUri is 'not an address'")]
    [TestCase("https://b.example/b", "https://b.example", "McpGuard:Endpoints:b:ResourceMetadataUri is 'https://b.example'")]
    [TestCase("https://mcp.example.com/mcp", null, "are both 'https://mcp.example.com/mcp', so tokens for them cannot be told apart")]
    [TestCase("https://b.example/MCP", null, "have their metadata at the same path, '/.well-known/oauth-protected-resource/mcp'")]
    public async Task Unclear_endpoint_is_refused_by_name(string? resource, string? metadata, string message) =>
        Assert.That(
            await ProblemsAsync(options =>
            {
                options.Resource = "https://mcp.example.com/mcp";
                options.Endpoints["b"] = new EndpointOptions { Resource = resource, ResourceMetadataUri = metadata };
            }),
            Has.One.Contains(message));

    [TestCase(0.05, 10)]
    [TestCase(61, 10)]
    [TestCase(5, 0)]
    [TestCase(5, 1_000_001)]
    public async Task Deadline_and_queue_of_sinks_have_their_ranges(double seconds, int limit)
    {
        Assert.That(await ProblemsAsync(options => (options.Audit.WriteTimeout, options.Audit.QueueLimit) = (TimeSpan.FromSeconds(seconds), limit)),
            Has.One.StartsWith("McpGuard:Audit:WriteTimeout").Or.One.StartsWith("McpGuard:Audit:QueueLimit"));
        Assert.That(await ProblemsAsync(options => options.Audit.Sinks["Logger"] = new() { WriteTimeout = TimeSpan.FromSeconds(seconds), QueueLimit = limit }),
            Has.One.StartsWith("McpGuard:Audit:Sinks:Logger:"));
    }

    [TestCase("not base64!")]
    [TestCase("c2hvcnQ=")]
    public async Task Digest_key_that_is_too_short_or_no_key_is_refused(string key) =>
        Assert.That(await ProblemsAsync(options => options.Audit.DigestKey = key), Has.One.StartsWith("McpGuard:Audit:DigestKey"));

    [Test]
    public async Task Audit_log_that_cannot_be_written_is_refused()
    {
        var file = Path.GetTempFileName();
        Assert.That(await ProblemsAsync(options => options.Audit.File.Directory = file), Has.One.StartsWith("McpGuard:Audit:File"));
        File.Delete(file);
    }

    [TestCase(" ", "McpGuard:Audit:Ocsf:File is empty")]
    [TestCase("/nowhere/to/be/found/events.jsonl", "McpGuard:Audit:Ocsf:File is '/nowhere")]
    public async Task File_for_ocsf_events_that_cannot_be_written_is_refused(string file, string problem) =>
        Assert.That(await ProblemsAsync(options => options.Audit.Ocsf.File = file), Has.One.StartsWith(problem));

    [Test]
    public async Task Unknown_failure_mode_is_refused() =>
        Assert.That(await ProblemsAsync(options => options.Audit.FailureMode = (AuditFailureMode)7), Has.One.StartsWith("McpGuard:Audit:FailureMode"));

    [Test]
    public async Task Tool_that_declares_nothing_is_named_with_its_fix() =>
        Assert.That(await ProblemsAsync(options => { }, mcp => mcp.WithTools([Probe.Undeclared("b").Tool, Probe.Undeclared("a").Tool])), Is.EqualTo(new[]
        {
            "The tool 'a' declares no scope, so no caller may call it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or set " +
                "McpGuard:Tools:a:Scopes.",
            "The tool 'b' declares no scope, so no caller may call it. Add [RequireScope(\"…\")] or [AllowAnyCaller] to its method, or set " +
                "McpGuard:Tools:b:Scopes.",
        }));

    [Test]
    public async Task Settings_for_a_tool_that_does_not_exist_are_named() =>
        Assert.That(
            await ProblemsAsync(options => options.Tools["Open"] = new ToolOptions { Scopes = { "a" } }), Has.One.Contains("McpGuard:Tools names 'Open'"));

    [Test]
    public async Task Handler_that_replaces_the_pipeline_is_refused() =>
        Assert.That(await ProblemsAsync(options => { }, mcp => mcp.Services.Configure<McpServerOptions>(server =>
            server.Handlers.CallToolWithAlternateHandler = (_, _) => throw new NotSupportedException())), Has.One.Contains("CallToolWithAlternateHandler"));

    [Test]
    public async Task Unknown_key_of_the_configuration_is_refused() =>
        Assert.That(await ProblemsAsync(options => { }, mcp => mcp.Services.AddSingleton<IConfiguration>(new ConfigurationBuilder()
            .AddInMemoryCollection([new("McpGuard:MaxTokenLifeTimes", "00:05:00")]).Build())), Has.One.Contains("MaxTokenLifeTimes"));

    [Test]
    public async Task Settings_of_tools_are_judged_although_another_setting_is_missing()
    {
        var problems = await ProblemsAsync(options =>
        {
            options.Authority = null;
            options.Tools["configured"] = new ToolOptions { Scopes = { "a" } };
            options.Tools["nobody"] = new ToolOptions { Scopes = { "a" } };
        }, mcp => mcp.WithTools([Probe.Undeclared("configured").Tool]));

        Assert.That(problems, Has.Length.EqualTo(2));
        Assert.That(problems, Has.One.StartsWith("McpGuard:Authority").And.One.Contains("McpGuard:Tools names 'nobody'"));
    }

    [TestCase("files:read files:write")]
    [TestCase("")]
    [TestCase("a\"b")]
    public async Task Declared_scope_that_no_token_can_have_is_named_with_its_tool(string scope)
    {
        var tool = McpServerTool.Create([RequireScope] () => "", new() { Name = "tool", Metadata = [new RequireScopeAttribute(scope)] });

        Assert.That(await ProblemsAsync(options => { }, mcp => mcp.WithTools([tool])), Has.One.Contains("'tool'"));
    }

    [Test]
    public async Task All_errors_are_reported_at_once()
    {
        var problems = await ProblemsAsync(options =>
        {
            options.Authority = null;
            options.Resource = "http://mcp.example.com/mcp#x";
            options.MaxTokenLifetime = TimeSpan.FromDays(1);
            options.InitialScopes.Add("offline_access");
            options.DefaultScopes.Clear();
        }, mcp =>
        {
            mcp.WithTools([Probe.Undeclared("a").Tool, Probe.Undeclared("b").Tool]);
            mcp.Services.Configure<McpServerOptions>(server => server.Handlers.CallToolWithAlternateHandler = (_, _) => throw new NotSupportedException());
        });

        Assert.That(problems, Has.Length.EqualTo(7));
        Assert.That(
            new McpGuardConfigurationException(problems).Message.Split('\n'), Has.Length.EqualTo(8).And.Some.Contains("  - McpGuard:Authority is missing."));
    }

    [Test]
    public async Task Files_of_sinks_are_checked_although_another_setting_is_invalid([Values] bool isFree)
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-startup-tests-").FullName;
        var log = Path.Combine(folder, "log");
        var events = Path.Combine(folder, isFree ? "." : "missing", "events.jsonl");
        using var other = isFree ? null : SegmentFolder.Open(log, null, TimeLimitedFile.Of(log));

        var problems = await ProblemsAsync(options =>
        {
            options.Authority = null;
            options.Audit.File.Directory = log;
            options.Audit.Ocsf.File = events;
        });

        Assert.That(problems, Has.Length.EqualTo(isFree ? 1 : 3).And.One.StartsWith("McpGuard:Authority is missing"));
        Assert.That(problems.Skip(1).Select(problem => problem.Split(':', ' ')[2]), Is.EqualTo(isFree ? [] : new[] { "File", "Ocsf" }));
        Assert.That(Directory.Exists(log) ? Directory.GetFiles(log, "*.jsonl") : [], Is.Empty, "Nothing is written.");
        other?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    [Test]
    public async Task Signing_key_is_checked_although_another_setting_is_invalid()
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-startup-tests-").FullName;

        var problems = await ProblemsAsync(options =>
        {
            options.Authority = null;
            options.Audit.File.Directory = Path.Combine(folder, "log");
            options.Audit.File.SigningKey = Path.Combine(folder, "missing.pem");
        });

        Directory.Delete(folder, recursive: true);
        Assert.That(problems, Has.Length.EqualTo(2).And.One.StartsWith("McpGuard:Audit:File:SigningKey is"));
    }

    [Test]
    public async Task Faults_of_records_sinks_extensions_and_policy_are_reported_at_once()
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-startup-tests-").FullName;
        var file = Path.Combine(folder, "file");
        await File.WriteAllTextAsync(file, "");

        var problems = await ProblemsAsync(options =>
        {
            options.Tools["open"] = new() { RecordedValues = { ["to"] = "Show", ["/x"] = "Nope" } };
            options.Audit.Sinks["Nowhere"] = new();
            options.Audit.File.Directory = Path.Combine(file, "log");
            options.Audit.Ocsf.File = Path.Combine(folder, "missing", "events.jsonl");
            options.Policy = """{"Rules":{"a":{"Tools":["open"],"Colour":"red"}}}""";
        }, mcp => mcp.WithSessionRisk<Risk>().WithSessionRisk<OtherRisk>().WithTools([Probe.Undeclared("a").Tool]));

        Directory.Delete(folder, recursive: true);
        string[] expected =
        [
            "RecordedValues has 'to'", "RecordedValues:/x is 'Nope'", "Audit:Sinks names 'Nowhere'", "Audit:File", "Audit:Ocsf:File", "Colour",
            "session risk service", "'a'",
        ];
        foreach (var part in expected)
            Assert.That(problems, Has.Some.Contains(part));
    }

    [Test]
    public async Task Faults_of_recorded_values_are_reported_together_with_other_options()
    {
        var problems = await ProblemsAsync(options =>
        {
            options.Authority = null;
            options.Tools["open"] = new() { RecordedValues = { ["to"] = "Show" } };
        });

        Assert.That(problems, Has.Length.EqualTo(2).And.Some.Contains("RecordedValues has 'to'").And.Some.StartsWith("McpGuard:Authority"));
    }

    [Test]
    public async Task Events_on_the_standard_output_of_a_stdio_server_are_refused()
    {
        var problems = await ProblemsAsync(options => options.Audit.Ocsf.StandardOutput = true, mcp => mcp.WithStdioServerTransport());

        Assert.That(problems, Has.One.StartsWith("McpGuard:Audit:Ocsf:StandardOutput"));
    }

    [Test]
    public async Task Two_places_for_events_are_refused()
    {
        var problems = await ProblemsAsync(options => (options.Audit.Ocsf.StandardOutput, options.Audit.Ocsf.File) = (true, "events.jsonl"));

        Assert.That(problems, Has.One.Contains("both File and StandardOutput"));
    }

    private static async Task<string[]> ProblemsAsync(Action<McpGuardOptions> configure, Action<IMcpServerBuilder>? build = null)
    {
        using var authority = new TestAuthority();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var mcp = builder.Services.AddMcpServer().WithTools([Probe.Open().Tool])
            .WithMcpGuard(options => options.Resource = GuardedTestServer.Resource).WithTestAuthority(authority);
        builder.Services.PostConfigure(configure);
        build?.Invoke(mcp);
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return [.. exception.Problems];
        }
    }

    private class Risk : ISessionRisk
    {
        public ValueTask<string?> AssessAsync(AccessRequest request, CancellationToken cancellationToken) => new((string?)null);
    }

    private sealed class OtherRisk : Risk;
}
