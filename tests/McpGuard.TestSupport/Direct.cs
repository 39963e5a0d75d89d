using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace McpGuard.TestSupport;

/// <summary>Requests to issuers that really leave: by the client and the handler that the guard itself configures.</summary>
internal static class Direct
{
    public static ValidatorHarness Guard(Action<IssuerOptions> issuer, Action<McpGuardOptions>? configure = null, TimeSpan? timeout = null) =>
        new(configure, issuer: issuer, server: mcp => mcp.Services.AddLogging(logging => logging.AddFakeLogging())
            .ReplaceBackchannel(Backchannel.CreateHandler)
            .AddHttpClient(McpGuardDefaults.BackchannelClient, client => client.Timeout = timeout ?? client.Timeout));

    public static Backchannel BackchannelOf(IssuerOptions issuer, TimeSpan? timeout = null)
    {
        var services = new ServiceCollection().AddMcpServer().WithMcpGuard().Services;
        if (timeout is { } limit)
            services.AddHttpClient(McpGuardDefaults.BackchannelClient, client => client.Timeout = limit);

        return new(issuer, services.BuildServiceProvider().GetRequiredService<IHttpClientFactory>());
    }
}
