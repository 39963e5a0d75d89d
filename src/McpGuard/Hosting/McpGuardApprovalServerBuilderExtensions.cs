using System.Diagnostics.CodeAnalysis;
using McpGuard;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds the application's own parts of approvals.</summary>
public static class McpGuardApprovalServerBuilderExtensions
{
    /// <summary>
    /// Keeps approvals in a store of your own, instead of memory or a folder. A server has one: startup fails with a second one, or with
    /// <see cref="ApprovalOptions.Directory"/> as well.
    /// </summary>
    /// <typeparam name="TStore">The store. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the store. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithApprovalStore<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TStore>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TStore>? create = null)
        where TStore : class, IApprovalStore => builder.AddExtension<IApprovalStore, TStore>(create);

    /// <summary>Sends notices of approvals in a way of your own, in addition to others.</summary>
    /// <typeparam name="TNotifier">The notifier. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the notifier. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithApprovalNotifier<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TNotifier>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TNotifier>? create = null)
        where TNotifier : class, IApprovalNotifier => builder.AddExtension<IApprovalNotifier, TNotifier>(create);
}
