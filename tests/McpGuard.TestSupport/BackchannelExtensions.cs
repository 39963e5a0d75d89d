using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace McpGuard.TestSupport;

/// <summary>Replaces the guard's backchannel, also that of a test authority.</summary>
internal static class BackchannelExtensions
{
    public static IServiceCollection ReplaceBackchannel(this IServiceCollection services, Func<HttpMessageHandler> create) =>
        services.PostConfigure<HttpClientFactoryOptions>(McpGuardDefaults.BackchannelClient, options =>
            options.HttpMessageHandlerBuilderActions.Add(handlers => handlers.PrimaryHandler = create()));
}
