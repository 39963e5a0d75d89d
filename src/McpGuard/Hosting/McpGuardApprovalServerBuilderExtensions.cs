using System.Diagnostics.CodeAnalysis;
using McpGuard;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the application's own parts of approvals.</summary>
public static class McpGuardApprovalServerBuilderExtensions
{
    /// <summary>Keeps approvals in a store of your own, instead of memory or a folder.</summary>
    /// <typeparam name="TStore">The store. It is a singleton.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithApprovalStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(
        this IMcpServerBuilder builder)
        where TStore : class, IApprovalStore
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.Replace(ServiceDescriptor.Singleton<IApprovalStore, TStore>());
        return builder;
    }

    /// <summary>Sends notices of approvals in a way of your own, in addition to others.</summary>
    /// <typeparam name="TNotifier">The notifier. It is a singleton.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithApprovalNotifier<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TNotifier>(
        this IMcpServerBuilder builder)
        where TNotifier : class, IApprovalNotifier
    {
        ArgumentNullException.ThrowIfNull(builder);

        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<IApprovalNotifier, TNotifier>());
        return builder;
    }
}
