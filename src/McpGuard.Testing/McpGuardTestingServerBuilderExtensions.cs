using McpGuard;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Http;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects a guarded server with test doubles.</summary>
public static class McpGuardTestingServerBuilderExtensions
{
    /// <summary>
    /// Trusts the test authority. Its metadata and keys come from memory, through the same code as real ones. The first replaces <see
    /// cref="McpGuardOptions.Authority"/>; further ones are added. The server warns if the authority listens outside of Development.
    /// </summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="authority">The authority to trust.</param>
    /// <param name="configure">Settings for its tokens. Default: none.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTestAuthority(this IMcpServerBuilder builder, TestAuthority authority, Action<IssuerOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authority);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, TestAuthorityCheck>());
        var isFirst = !builder.Services.Any(service => service.ServiceType == typeof(TrustedTestAuthority));
        builder.Services.AddSingleton(new TrustedTestAuthority(authority));
        builder.Services.PostConfigure<McpGuardOptions>(options =>
        {
            if (isFirst)
                options.Authority = configure is null ? authority.Issuer : null;
            if (isFirst && configure is null)
                return;

            var issuer = new IssuerOptions { Issuer = authority.Issuer };
            configure?.Invoke(issuer);
            options.Issuers[new Uri(authority.Issuer).Host] = issuer;
        });
        // After every other configuration of the client, whatever the order of the calls.
        builder.Services.AddHttpClient(McpGuardDefaults.BackchannelClient);
        if (isFirst)
        {
            builder.Services.PostConfigure<HttpClientFactoryOptions>(McpGuardDefaults.BackchannelClient, options =>
                options.HttpMessageHandlerBuilderActions.Add(handlers =>
                handlers.PrimaryHandler = new TestBackchannel(
                    [.. handlers.Services.GetServices<TrustedTestAuthority>().Select(trusted => trusted.Authority)])));
        }

        return builder;
    }

    /// <summary>Adds a sink that keeps the audit records in memory.</summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="sink">The sink.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithRecordedAudit(this IMcpServerBuilder builder, RecordingAuditSink sink)
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.AddSingleton<IAuditSink>(sink);
        return builder;
    }
}
