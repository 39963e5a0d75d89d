using McpGuard;
using McpGuard.Testing;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Connects a guarded server with test doubles.</summary>
public static class TestingServerBuilderExtensions
{
    /// <summary>Trusts the test authority; its metadata and keys come from memory, on the path that real ones take.</summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="authority">The authority to trust.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTestAuthority(this IMcpServerBuilder builder, TestAuthority authority)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(authority);

        builder.Services.Configure<McpGuardOptions>(options => options.Authority = authority.Issuer);
        builder.Services.AddHttpClient(McpGuardDefaults.BackchannelClient).ConfigurePrimaryHttpMessageHandler(authority.CreateBackchannel);
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
