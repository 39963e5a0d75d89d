using McpGuard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the guard to an MCP server.</summary>
public static class McpGuardServerBuilderExtensions
{
    /// <summary>
    /// Guards every message of the server: every message needs a verified caller, every tool call needs its scopes, and every decision is
    /// recorded. The order of the builder's calls does not matter. Over HTTP the endpoint also needs <c>RequireMcpGuard()</c>; without it
    /// every message is refused.
    /// </summary>
    /// <param name="builder">The server to guard.</param>
    /// <param name="configure">Settings in code. They override the configuration section <c>McpGuard</c>.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithMcpGuard(this IMcpServerBuilder builder, Action<McpGuardOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);

        var services = builder.Services;
        services.AddLogging();
        services.TryAddSingleton(TimeProvider.System);
        AddOptions(services, configure);
        AddState(services);
        AddTokens(services);
        AddPolicy(services);
        AddAudit(services);
        AddApprovals(services);
        AddFilters(services);
        return builder;
    }

    private static void AddOptions(IServiceCollection services, Action<McpGuardOptions>? configure)
    {
        var options = services.AddOptions<McpGuardOptions>();
        if (!services.Any(service => service.ServiceType == typeof(OptionsReader)))
        {
            services.AddSingleton(provider => new SettingsSources(provider.GetService<IConfiguration>()));
            services.AddSingleton<IConfigureOptions<McpGuardOptions>, OptionsBinder>();
            services.AddSingleton<IValidateOptions<McpGuardOptions>, OptionsBinder>();
            services.AddSingleton<IValidateOptions<McpGuardOptions>, McpGuardOptionsValidator>();
            services.AddSingleton<OptionsReader>();
            services.AddSingleton<LiveOptions>();
            services.AddSingleton<ExtensionCheck>();
            services.AddSingleton<RecordingCheck>();
            ConfigurationExit.Prepare();
            services.Insert(0, ServiceDescriptor.Singleton<IHostedService, StartupCheck>());
            services.Insert(1, ServiceDescriptor.Singleton<IHostedService, GuardLifetime>());
            AddHttpClients(services);
            services.AddHostedService<StartedService<ApprovalNotices>>();
            services.AddHostedService<StartedService<ApprovalSweeper>>();
        }

        if (configure is not null)
            options.Configure(configure);
    }

    // Only once: a second call would undo the application's own configuration of the clients.
    private static void AddHttpClients(IServiceCollection services)
    {
        services.AddHttpClient(McpGuardDefaults.BackchannelClient, client =>
            {
                client.Timeout = Backchannel.Timeout;
                client.MaxResponseContentBufferSize = Backchannel.MaxAnswerBytes;
            })
            .ConfigurePrimaryHttpMessageHandler(Backchannel.CreateHandler)
            .RemoveAllLoggers(); // The guard reports each failure itself, once.
        services.AddHttpClient(McpGuardDefaults.PolicyEngineClient)
            .ConfigurePrimaryHttpMessageHandler(static () => new SocketsHttpHandler { AllowAutoRedirect = false });
    }

    private static void AddState(IServiceCollection services)
    {
        services.TryAddSingleton<IReplayStore, MemoryReplayStore>();
        services.TryAddSingleton<ITaskOwnerStore, MemoryTaskOwnerStore>();
        services.TryAddSingleton<IRateCounter, MemoryRateCounter>();
        services.TryAddSingleton<GuardState>();
    }

    private static void AddTokens(IServiceCollection services)
    {
        services.AddMetrics();
        services.TryAddSingleton<TokenMetrics>();
        services.TryAddSingleton<KeyChanges>();
        services.TryAddSingleton<TrustedIssuerFactory>();
        services.TryAddSingleton<TrustedIssuers>();
        services.TryAddSingleton<ServerTokenSource>();
        services.TryAddSingleton<TokenReference>();
        services.TryAddSingleton<CallerFactory>();
        services.TryAddSingleton<JwtVerifier>();
        services.TryAddSingleton<VerifiedTokenCache>();
        services.TryAddSingleton<ITokenValidator, TokenValidator>();

        services.TryAddSingleton<RevocationList>();
        services.TryAddSingleton<RevocationFile>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRevocationList, RevocationList>(provider => provider.GetRequiredService<RevocationList>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IRevocationList, RevocationFile>(provider => provider.GetRequiredService<RevocationFile>()));
    }

    private static void AddPolicy(IServiceCollection services)
    {
        services.TryAddSingleton<ClientAddresses>();
        services.TryAddSingleton<ServedPaths>();
        services.TryAddSingleton<PolicyEngine>();
        services.TryAddSingleton<DeviceAssertions>();
        services.TryAddSingleton(provider => new ServerSurface(() => provider.GetRequiredService<IOptions<McpServerOptions>>().Value));
        services.TryAddSingleton(
            provider => new ServerParts(provider, provider.GetRequiredService<PolicyEngine>(), provider.GetRequiredService<DeviceAssertions>()));
        services.TryAddSingleton<PolicyCompiler>();
        services.TryAddSingleton(provider => provider.GetRequiredService<LiveOptions>().Policy);
        services.TryAddSingleton<ConditionRunner>();
        services.TryAddSingleton<AccessPolicy>();
        services.TryAddSingleton(provider => new PolicyExplainer(provider.GetRequiredService<AccessPolicy>(), provider.GetRequiredService<ConditionRunner>()));
    }

    private static void AddAudit(IServiceCollection services)
    {
        services.TryAddSingleton<AuditDigest>();
        services.TryAddSingleton<RecordedValues>();
        services.TryAddSingleton<ResultSummary>();
        services.TryAddSingleton<AuditRecordFactory>();
        services.TryAddSingleton<RefusalTally>();
        services.AddMetrics();
        services.TryAddSingleton<GuardMetrics>();
        services.TryAddSingleton<AuditRoutes>();
        services.TryAddSingleton<AuditTrail>();
        services.TryAddSingleton<FileAuditSink>();
        services.TryAddSingleton<GuardRun>();
        services.TryAddSingleton<IssuerPreparation>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditSink, LoggerAuditSink>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditSink, FileAuditSink>(provider => provider.GetRequiredService<FileAuditSink>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IAuditSink, OcsfAuditSink>());
    }

    private static void AddApprovals(IServiceCollection services)
    {
        services.TryAddSingleton(CreateApprovalStore);
        services.TryAddSingleton<WatchedApprovalStore>();
        services.TryAddSingleton<ApprovalMetrics>();
        services.TryAddSingleton<ApprovalWaiters>();
        services.TryAddSingleton<IApprovalRecorder, ApprovalTrail>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IApprovalNotifier, WebhookNotifier>());
        services.TryAddSingleton<ApprovalNotices>();
        services.TryAddSingleton<ApprovalJournal>();
        services.TryAddSingleton<ApprovalDesk>();
        services.TryAddSingleton<ApprovalGate>();
        services.TryAddSingleton<ApprovalSweeper>();
    }

    private static IApprovalStore CreateApprovalStore(IServiceProvider provider)
    {
        var (options, time) = (provider.GetRequiredService<IOptions<McpGuardOptions>>().Value, provider.GetRequiredService<TimeProvider>());
        return options.Approvals.Directory is { } directory
            ? new FileApprovalStore(
                new ApprovalFolder(directory, new ApprovalSeal(options.StateKey)), time, provider.GetRequiredService<ILogger<FileApprovalStore>>())
            : new MemoryApprovalStore(time);
    }

    private static void AddFilters(IServiceCollection services)
    {
        services.TryAddSingleton(provider => new RootServices(provider));
        services.Replace(ServiceDescriptor.Scoped(provider => CurrentCaller.Get(provider, provider.GetRequiredService<RootServices>())));
        services.TryAddSingleton<RequestStateSeal>();
        services.TryAddSingleton<GuardFilters>();
        services.TryAddSingleton<ServerCheck>();
        services.TryAddSingleton<CallerResolver>();
        services.TryAddSingleton<MessageDispatch>();
        services.TryAddSingleton<MessageGuard>();
        services.TryAddSingleton<OutgoingGuard>();
        services.TryAddSingleton<CallApprovals>();
        services.TryAddSingleton<ToolCallGuard>();
        services.TryAddSingleton<UndeclaredEntries>();
        services.TryAddSingleton<ListFilter>();
        services.TryAddSingleton<PrimitiveGuard>();
        services.TryAddSingleton<TargetCheck>();
        services.TryAddSingleton<MessageDecider>();
        services.TryAddSingleton<TaskOwners>();
        services.TryAddSingleton<OpenStreams>();
        services.TryAddSingleton<OpenRequests>();
        services.Replace(ServiceDescriptor.Singleton(provider => ProcessServer.Create(provider)!));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPostConfigureOptions<McpServerOptions>, RefusalInstructions>());
        services.Replace(ServiceDescriptor.Singleton<IOptionsFactory<McpServerOptions>, GuardedServerOptionsFactory>());
    }
}
