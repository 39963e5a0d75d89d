using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>
/// Finds extensions of the author of which there are more than the guard can use, so that none is silently ignored. It creates them. This
/// also removes a token from the environment before the server starts.
/// </summary>
internal sealed class ExtensionCheck(IServiceProvider services)
{
    /// <param name="options">The options, or null if they cannot be read.</param>
    /// <param name="isValid">Whether the options are valid. An extension that needs invalid options cannot be created; the problems of the
    /// options are reported instead.</param>
    public IReadOnlyList<string> FindProblems(McpGuardOptions? options, bool isValid)
    {
        var isReadable = isValid && options is not null;
        string?[] problems =
        [
            Find("token source", () => services.GetRequiredService<ServerTokenSource>().Names),
            Find("audit signer", () => [.. Registered<IAuditSigner>("WithAuditSigner"), .. Configured(options?.Audit.File)], "A log has one key. "),
            Find("session risk service", () => Registered<ISessionRisk>("WithSessionRisk")),
            Find("replay store", Stores<IReplayStore, MemoryReplayStore>),
            Find("task owner store", Stores<ITaskOwnerStore, MemoryTaskOwnerStore>),
            Find("rate counter", Stores<IRateCounter, MemoryRateCounter>),
            Find("token validator", Stores<ITokenValidator, TokenValidator>),
            Find("approval store", () => ApprovalStores(options)),
        ];
        return [.. problems.OfType<string>()];

        string? Find(string what, Func<IReadOnlyList<string>> names, string reason = "")
        {
            try
            {
                return Extensions.FindSecond(what, $"{reason}Remove all but one.", names());
            }
            catch (Exception) when (!isReadable)
            {
                return null;
            }
        }
    }

    private string[] Registered<TService>(string verb) where TService : class =>
        [.. services.GetServices<TService>().Select(service => $"{verb}<{service.GetType().Name}>()")];

    // The author's store replaces the default, in either order of registration.
    private string[] Stores<TService, TDefault>() where TService : class where TDefault : TService =>
        [.. services.GetServices<TService>().Where(store => store is not TDefault).Select(store => store.GetType().Name)];

    // The folder in the options would be silently ignored.
    private string[] ApprovalStores(McpGuardOptions? options) =>
    [
        .. services.GetServices<IApprovalStore>().Where(store => store is not (MemoryApprovalStore or FileApprovalStore))
            .Select(store => $"WithApprovalStore<{store.GetType().Name}>()"),
        .. options?.Approvals.Directory is null ? [] : new[] { $"{McpGuardDefaults.ConfigurationSection}:Approvals:Directory" },
    ];

    // Two keys in the options are reported as a problem of the options.
    private static string[] Configured(AuditFileOptions? file) => file switch
    {
        { SigningKey: not null } => [$"{AuditFile.Section}:SigningKey"],
        { SigningCertificate: not null } => [$"{AuditFile.Section}:SigningCertificate"],
        _ => [],
    };
}
