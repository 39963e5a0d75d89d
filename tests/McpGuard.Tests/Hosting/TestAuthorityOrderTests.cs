using System.Net;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Hosting;

/// <summary>A test authority is trusted in whatever order a test and the application add their parts.</summary>
[TestFixture]
internal sealed class TestAuthorityOrderTests
{
    private const string Resource = "https://mcp.example.com/mcp";

    private static readonly Dictionary<string, Action<IMcpServerBuilder, TestAuthority>> _calls = new()
    {
        ["guard"] = (mcp, _) => mcp.WithMcpGuard(options => options.Resource = Resource),
        ["another guard"] = (mcp, _) => mcp.WithMcpGuard(options => options.Authority = "https://login.example.com"),
        ["authority"] = (mcp, authority) => mcp.WithTestAuthority(authority),
        ["handler"] = (mcp, _) => mcp.Services.AddHttpClient(McpGuardDefaults.BackchannelClient).ConfigurePrimaryHttpMessageHandler(() => new Unreachable()),
    };

    private static IEnumerable<string[]> Orders() =>
        from first in _calls.Keys
        from second in _calls.Keys
        from third in _calls.Keys
        from last in _calls.Keys
        let order = new[] { first, second, third, last }
        where order.Distinct().Count() == order.Length
        select order;

    [TestCaseSource(nameof(Orders))]
    public async Task Token_of_the_test_authority_is_accepted(string first, string second, string third, string last)
    {
        using var authority = new TestAuthority();
        var services = new ServiceCollection();
        var mcp = services.AddMcpServer();
        foreach (var call in new[] { first, second, third, last })
            _calls[call](mcp, authority);

        await using var provider = services.BuildServiceProvider();
        var result = await provider.GetRequiredService<ITokenValidator>().ValidateAsync(new(authority.Token(Resource).Build()), default);

        Assert.That(result.Reason, Is.EqualTo(ReasonCode.Allowed));
    }

    private sealed class Unreachable : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) =>
            Task.FromResult(new HttpResponseMessage(HttpStatusCode.ServiceUnavailable));
    }
}
