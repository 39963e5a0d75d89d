using McpGuard.AspNetCore.Tests.Gateways;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>Two guarded endpoints of one application have two resources: a token for one is worth nothing at the other.</summary>
internal sealed class NamedEndpointTests
{
    private const string Tickets = "https://mcp.example.com/tickets";
    private const string TicketsMetadata = "/.well-known/oauth-protected-resource/tickets";

    [Test]
    [Category("TOK-22")]
    public async Task Token_for_one_endpoint_is_refused_at_the_other_in_any_order([Values] bool isKnown)
    {
        await using var server = await StartAsync();
        var (own, named) = (server.NewToken().Build(), server.NewToken().With("aud", Tickets).Build());
        if (isKnown)
        {
            Assert.That((await CallAsync(server, "/mcp", own)).Status, Is.EqualTo(200));
            Assert.That((await CallAsync(server, "/tickets", named)).Status, Is.EqualTo(200));
            server.Audit.Clear();
        }

        var (atOwn, atNamed) = (await CallAsync(server, "/mcp", named), await CallAsync(server, "/tickets", own));

        using (Assert.EnterMultipleScope())
        {
            Assert.That((atOwn.Status, atNamed.Status), Is.EqualTo((401, 401)));
            Assert.That(server.Tools.Calls, Has.Count.EqualTo(isKnown ? 2 : 0));
            Assert.That(server.Audit.Decisions.Select(record => (record.Reason, record.Resource)), Is.EqualTo(new[]
            {
                ((ReasonCode?)ReasonCode.AudienceMismatch, GuardedWebServer.Resource), (ReasonCode.AudienceMismatch, Tickets),
            }));
            Assert.That(server.Audit.Decisions[1].Claimed?.TokenFault?.Setting, Is.EqualTo("McpGuard:Endpoints:tickets:Resource"));
        }
    }

    [Test]
    public async Task Each_endpoint_has_its_own_challenge_metadata_and_records()
    {
        await using var server = await StartAsync();
        var challenged = await new WireRequest(path: "/tickets").SendAsync(server);
        var metadata = await new WireRequest((string?)null, "GET", TicketsMetadata).SendAsync(server);
        var own = await new WireRequest((string?)null, "GET", "/.well-known/oauth-protected-resource/mcp").SendAsync(server);
        var called = await CallAsync(server, "/tickets", server.NewToken().With("aud", Tickets).Build());

        using (Assert.EnterMultipleScope())
        {
            Assert.That(challenged.Challenge["resource_metadata"], Is.EqualTo($"https://mcp.example.com{TicketsMetadata}"));
            Assert.That(((string?)metadata.Json?["resource"], (string?)own.Json?["resource"]), Is.EqualTo((Tickets, GuardedWebServer.Resource)));
            Assert.That(called.Status, Is.EqualTo(200));
            Assert.That(server.Audit.Decisions.Select(record => record.Resource), Is.All.EqualTo(Tickets));
        }
    }

    [Test]
    public async Task Further_audiences_belong_to_their_endpoint()
    {
        await using var server = await StartAsync(options => options.Endpoints["tickets"].Audiences.Add("api://tickets"));
        var token = server.NewToken().With("aud", "api://tickets").Build();

        Assert.That(((await CallAsync(server, "/tickets", token)).Status, (await CallAsync(server, "/mcp", token)).Status), Is.EqualTo((200, 401)));
    }

    [Test]
    public async Task Assertion_of_a_gateway_for_one_endpoint_is_refused_at_the_other_in_any_order([Values] bool isKnown)
    {
        const string OfTickets = "tickets.corp.example";
        using var signer = new GatewaySigner();
        await using var server = await StartAsync(options =>
        {
            foreach (var host in new[] { GatewaySigner.Host, OfTickets })
            {
                options.Issuers[host.Split('.')[0]] = new IssuerOptions
                {
                    Issuer = host,
                    Profile = IssuerProfile.Pomerium,
                    Audiences = { host },
                    Keys = { Jwks = signer.Jwks },
                    Gateway = new GatewayOptions { Client = "pomerium" },
                    GroupScopes = { ["finance"] = "mcp:basic files:read" },
                };
            }

            options.Endpoints["tickets"].Audiences.Add(OfTickets);
        });
        var (own, named) = (Assertion(GatewaySigner.Host), Assertion(OfTickets));
        if (isKnown)
            Assert.That((await SendAsync("/mcp", own), await SendAsync("/tickets", named)), Is.EqualTo((200, 200)));

        Assert.That((await SendAsync("/mcp", named), await SendAsync("/tickets", own)), Is.EqualTo((401, 401)));
        Assert.That(server.Audit.Decisions[^1].Reason, Is.EqualTo(ReasonCode.AudienceMismatch));
        Assert.That((await SendAsync("/mcp", own), await SendAsync("/tickets", named)), Is.EqualTo((200, 200)));

        string Assertion(string host)
        {
            var claims = GatewaySigner.AssertionClaims(server.Time.GetUtcNow());
            claims["iss"] = host;
            claims["aud"] = host;
            return signer.SignElliptic(claims);
        }

        async Task<int> SendAsync(string path, string assertion) =>
            (await new WireRequest(path: path).With(GatewaySigner.Header, assertion).SendAsync(server)).Status;
    }

    [Test]
    [Category("SES-5")]
    public async Task Session_of_one_endpoint_does_not_exist_at_the_other()
    {
#pragma warning disable MCP9006 // The obsolete session options are what is tested.
        await using var server = await StartAsync(
            server: mcp => mcp.Services.Configure<HttpServerTransportOptions>(options => options.SessionMode = HttpServerSessionMode.Stateful));
#pragma warning restore MCP9006
        var token = server.NewToken().With("aud", new System.Text.Json.Nodes.JsonArray(GuardedWebServer.Resource, Tickets)).Build();
        var begun = await new WireRequest(
            """{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":""" +
                """{"name":"x","version":"1"}}}""")
            .WithToken(token).SendAsync(server);
        var session = begun.Headers["Mcp-Session-Id"];

        var here = await new WireRequest().With("Mcp-Session-Id", session).WithToken(token).SendAsync(server);
        var there = await new WireRequest(path: "/tickets").With("Mcp-Session-Id", session).WithToken(token).SendAsync(server);

        Assert.That((here.Status, there.Status), Is.EqualTo((200, 404)));
    }

    [Test]
    public void Startup_fails_for_two_endpoints_with_one_resource() =>
        Assert.That(
            async () => await GuardedWebServer.StartAsync(map: app =>
            {
                app.MapMcp("/mcp").RequireMcpGuard();
                app.MapMcp("/tickets").RequireMcpGuard();
            }).ConfigureAwait(false),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains(
                "MapMcp serves '/mcp', '/tickets' with the one resource").And.Message.Contains("RequireMcpGuard(\"name\")"));

    [TestCase("tikets", "RequireMcpGuard(\"tikets\") names no endpoint of the options, did you mean 'tickets'?")]
    public void Startup_fails_for_an_unknown_name(string name, string message) =>
        Assert.That(
            async () => await StartAsync(map: app => app.MapMcp("/tickets").RequireMcpGuard(name)).ConfigureAwait(false),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains(message));

    [Test]
    public void Startup_fails_for_a_named_endpoint_that_is_not_mapped() =>
        Assert.That(async () => await StartAsync(map: app => app.MapMcp("/mcp").RequireMcpGuard()).ConfigureAwait(false),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains("McpGuard:Endpoints:tickets:Resource belongs to no mapped endpoint"));

    [Test]
    public void Startup_fails_for_a_named_endpoint_at_another_path() =>
        Assert.That(async () => await StartAsync(map: app => app.MapMcp("/other").RequireMcpGuard("tickets")).ConfigureAwait(false),
            Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains(
                $"McpGuard:Endpoints:tickets:Resource is '{Tickets}', and MapMcp serves '/other'"));

    [Test]
    public void Endpoints_have_one_name() =>
        Assert.That(async () => await StartAsync(map: app => app.MapMcp("/tickets").RequireMcpGuard("tickets").RequireMcpGuard()).ConfigureAwait(false),
            Throws.InvalidOperationException.With.Message.Contains("already guarded with the name 'tickets'"));

    [Test]
    public async Task Guarding_twice_with_the_same_name_guards_once()
    {
        await using var server = await StartAsync(map: app => app.MapMcp("/tickets").RequireMcpGuard("tickets").RequireMcpGuard("tickets"));
        await CallAsync(server, "/tickets", server.NewToken().With("aud", Tickets).Build());

        Assert.That(server.Audit.Decisions, Has.Count.EqualTo(1));
    }

    private static Task<GuardedWebServer> StartAsync(
        Action<McpGuardOptions>? options = null, Action<IMcpServerBuilder>? server = null, Action<WebApplication>? map = null) =>
        GuardedWebServer.StartAsync(
            settings =>
            {
                settings.Endpoints["tickets"] = new EndpointOptions { Resource = Tickets };
                options?.Invoke(settings);
            },
            server,
            map ?? (app =>
            {
                app.MapMcp("/mcp").RequireMcpGuard();
                app.MapMcp("/tickets").RequireMcpGuard("tickets");
            }));

    private static Task<WireAnswer> CallAsync(GuardedWebServer server, string path, string token) =>
        new WireRequest(path: path).WithToken(token).SendAsync(server);
}
