using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.Tests.Pipeline;

/// <summary>An extension that fails denies, and the failure is recorded.</summary>
[TestFixture]
[Category("T10")]
internal sealed class FailingPartTests
{
    private readonly Probe _probe = Probe.Open();

    [Test]
    [Category("AUD-1")]
    public async Task Message_whose_token_source_fails_is_refused_and_recorded()
    {
        var source = new Mock<ITokenSource>();
        source.Setup(s => s.GetTokenAsync(It.IsAny<MessageContext>(), It.IsAny<CancellationToken>())).Throws(new IOException("broken"));
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]).Services.AddSingleton(source.Object), withTokenSource: false);

        Assert.That((await server.CallAsync("open")).ErrorOf().Code, Is.EqualTo(50000));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.InternalError));
    }

    [Test]
    [Category("AUD-1")]
    public async Task Message_whose_token_source_hangs_is_refused_in_time_and_recorded()
    {
        var source = new Mock<ITokenSource>();
        source.Setup(s => s.GetTokenAsync(It.IsAny<MessageContext>(), It.IsAny<CancellationToken>()))
            .Returns(new ValueTask<string?>(new TaskCompletionSource<string?>().Task));
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]).Services.AddSingleton(source.Object), withTokenSource: false);

        var call = server.CallAsync("open");
        await Eventually.IsTrueAsync(() =>
        {
            server.Time.Advance(TimeSpan.FromSeconds(1));
            return call.IsCompleted;
        });

        Assert.That((await call).ErrorOf().Code, Is.EqualTo(50000));
        Assert.That(server.Audit.Decisions.Single().Reason, Is.EqualTo(ReasonCode.InternalError));
    }

    [Test]
    [Category("AUD-1")]
    public async Task Result_that_a_validator_never_made_is_recorded_as_a_refusal()
    {
        await using var server = new WireServer(mcp => mcp.WithTools([_probe.Tool]).Services.AddSingleton(Mock.Of<ITokenValidator>()));

        Assert.That((await server.CallAsync("open")).ErrorOf().Code, Is.Not.Zero);
        Assert.That(server.Audit.Decisions.Single().Effect, Is.EqualTo(AuditEffect.Deny));
    }

    [Test]
    [Category("AUD-1")]
    public async Task Message_whose_target_lookup_fails_is_refused_and_recorded()
    {
        var resource = new BrokenResource(McpServerResource.Create([AllowAnyCaller] (string name) => name, new() { UriTemplate = "notes://{name}" }));
        await using var server = new WireServer(mcp => mcp.WithResources([resource]));

        Assert.That((await server.RequestAsync("resources/read", "\"uri\":\"notes://a\"")).ErrorOf().Code, Is.EqualTo(50000));
        Assert.That(server.Audit.Decisions.Single(), Has.Property("Reason").EqualTo(ReasonCode.InternalError).And.Property("Subject").EqualTo("alice"));
        Assert.That(server.Audit.Outcomes, Is.Empty);
    }

    private sealed class BrokenResource(McpServerResource inner) : DelegatingMcpServerResource(inner)
    {
        public override bool IsMatch(string uri) => throw new InvalidOperationException("broken");
    }
}
