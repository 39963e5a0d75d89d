using System.Net;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.HttpOverrides;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Policy;

/// <summary>The network that counts is that of the connection, unless a proxy that the author knows says otherwise.</summary>
internal sealed class NetworkTests
{
    private const string Office = """{"Rules":{"office":{"Tools":["files_read"],"Network":["203.0.113.0/24"]}}}""";
    private const string Loopback = """{"Rules":{"office":{"Tools":["files_read"],"Network":["127.0.0.0/8"]}}}""";

    [Test]
    public async Task Address_of_the_connection_counts()
    {
        await using var inside = await StartAsync(Loopback);
        await using var outside = await StartAsync(Office);

        Assert.That(((await CallAsync(inside)).Verdict, (await CallAsync(outside)).Verdict), Is.EqualTo((200, 403)));
        Assert.That(outside.Tools.Calls, Is.Empty);
    }

    [Test]
    public async Task Refusal_by_network_suggests_no_other_token()
    {
        await using var server = await StartAsync(Office);

        var answer = await CallAsync(server);

        Assert.That((answer.Challenges.Length, (bool?)answer.Error!["data"]!["retryable"]), Is.EqualTo((0, false)));
        var record = server.Audit.Decisions.Single();
        Assert.That((record.Reason, record.Rule), Is.EqualTo((ReasonCode.NetworkNotAllowed, "office")));
        Assert.That(record.Facts, Is.EqualTo(new[] { new AccessFact("office", "network", "127.0.0.1", false) }));
    }

    [TestCase("X-Forwarded-For")]
    [TestCase("X-Real-IP")]
    [TestCase("Forwarded")]
    public async Task Header_alone_changes_nothing(string header)
    {
        await using var server = await StartAsync(Office);
        await using var allowing = await StartAsync(Loopback);

        Assert.That((await CallAsync(server, "203.0.113.7", header)).Verdict, Is.EqualTo(403));
        Assert.That((await CallAsync(allowing, "203.0.113.7", header)).Verdict, Is.EqualTo(200));
    }

    [TestCase("127.0.0.1", "203.0.113.7", 200, "203.0.113.7", TestName = "Known_proxy_is_believed")]
    [TestCase("127.0.0.1", "198.51.100.1", 403, "198.51.100.1", TestName = "Known_proxy_is_believed_that_the_client_is_elsewhere")]
    [TestCase("127.0.0.1", "203.0.113.7, 198.51.100.1", 403, "198.51.100.1", TestName = "Only_what_the_known_proxy_wrote_is_believed")]
    [TestCase("10.9.9.9", "203.0.113.7", 403, "127.0.0.1", TestName = "Another_proxy_than_the_known_one_is_not_believed")]
    public async Task Forwarded_address_counts_from_a_known_proxy(string proxy, string forwarded, int status, string recorded)
    {
        await using var server = await StartAsync(Office, options => options.KnownProxies.Add(IPAddress.Parse(proxy)));

        var answer = await CallAsync(server, forwarded);

        Assert.That(answer.Verdict, Is.EqualTo(status));
        Assert.That(server.Audit.Decisions.Single().ClientAddress, Is.EqualTo(recorded));
    }

    [TestCase(null, TestName = "Startup_fails_for_no_known_proxy")]
    [TestCase("0.0.0.0/0", TestName = "Startup_fails_for_whole_internet_as_a_proxy")]
    [TestCase("::/0", TestName = "Startup_fails_for_whole_internet_of_version_6_as_a_proxy")]
    public async Task Startup_fails_if_every_proxy_is_trusted(string? network)
    {
        var refused = await Assert.ThrowsAsync<McpGuardConfigurationException>(() => StartAsync(Office, Trust(network)));

        Assert.That(refused!.Message, Does.Contain("$.Rules.office.Network").And.Contain("KnownProxies"));
    }

    [Test]
    public async Task Startup_succeeds_if_no_rule_depends_on_the_address_and_records_say_that_it_is_unproven()
    {
        await using var server = await StartAsync("{}", Trust(null));

        Assert.That((await CallAsync(server)).Verdict, Is.EqualTo(200));
        Assert.That((await CallAsync(server, "203.0.113.7")).Verdict, Is.EqualTo(200));
        Assert.That(server.Audit.Decisions.Select(record => (record.ClientAddress, record.Remarks?.Single())),
            Is.EqualTo(new (string, AuditRemark?)[] { ("127.0.0.1", null), ("203.0.113.7", AuditRemark.ClientAddressUnproven) }));
    }

    [TestCase("127.0.0.1/32", false)]
    [TestCase("10.0.0.0/8", true)]
    [TestCase("0.0.0.0/0", true)]
    public async Task Address_that_options_given_inline_take_from_a_header_is_unproven_unless_a_known_proxy_sent_it(string known, bool isUnproven)
    {
        var inline = new ForwardedHeadersOptions { ForwardedHeaders = ForwardedHeaders.XForwardedFor };
        inline.KnownProxies.Clear();
        inline.KnownIPNetworks.Clear();
        await using var server = await GuardedWebServer.StartAsync(
            server: mcp => mcp.Services.Configure<ForwardedHeadersOptions>(options =>
            {
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(known));
            }),
            map: app =>
            {
                app.UseForwardedHeaders(inline);
                app.MapMcp("/mcp").RequireMcpGuard();
            });

        await CallAsync(server, "203.0.113.7");
        await new WireRequest().With("X-Forwarded-For", "203.0.113.8").SendAsync(server);

        Assert.That(server.Audit.Decisions.Select(record => record.ClientAddress), Is.EqualTo(new[] { "203.0.113.7", "203.0.113.8" }));
        var marks = server.Audit.Decisions.Select(record => record.Remarks?.Contains(AuditRemark.ClientAddressUnproven) is true);
        Assert.That(marks, Is.All.EqualTo(isUnproven), "with a caller and without");
    }

    [Test]
    public async Task Startup_succeeds_without_forwarded_addresses()
    {
        await using var server = await StartAsync(Loopback, Trust(null) + (options => options.ForwardedHeaders = ForwardedHeaders.XForwardedProto));

        Assert.That((await CallAsync(server, "203.0.113.7")).Verdict, Is.EqualTo(200));
    }

    private static Action<ForwardedHeadersOptions> Trust(string? network) => options =>
    {
        if (network is not null)
            options.KnownIPNetworks.Add(System.Net.IPNetwork.Parse(network));
    };

    private static Task<GuardedWebServer> StartAsync(string policy, Action<ForwardedHeadersOptions>? forwarded = null) => GuardedWebServer.StartAsync(
        options => options.Policy = policy,
        mcp =>
        {
            if (forwarded is null)
                return;

            mcp.Services.Configure<ForwardedHeadersOptions>(options =>
            {
                options.ForwardedHeaders = ForwardedHeaders.XForwardedFor;
                options.KnownProxies.Clear();
                options.KnownIPNetworks.Clear();
                forwarded(options);
            });
        },
        app =>
        {
            if (forwarded is not null)
                app.UseForwardedHeaders();

            app.MapMcp("/mcp").RequireMcpGuard();
        });

    private static Task<WireAnswer> CallAsync(GuardedWebServer server, string? address = null, string header = "X-Forwarded-For")
    {
        var call = WireRequest.Call("files_read", """{"path":"a"}""").WithToken(server.NewToken().Build());
        return (address is null ? call : call.With(header, address)).SendAsync(server);
    }
}
