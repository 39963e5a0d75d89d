using System.Diagnostics.CodeAnalysis;
using McpGuard;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds extensions to the policy of a guarded server.</summary>
public static class McpGuardPolicyServerBuilderExtensions
{
    /// <summary>
    /// Registers a condition under a name, for use in rules (<c>Conditions</c>) and in <see cref="RequireConditionAttribute"/>. Startup
    /// fails with a second condition of the same name.
    /// </summary>
    /// <typeparam name="TCondition">The condition. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="name">The name, also for records.</param>
    /// <param name="create">Makes the condition. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithAccessCondition<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCondition>(
        this IMcpServerBuilder builder, string name, Func<IServiceProvider, TCondition>? create = null)
        where TCondition : class, IAccessCondition
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        if (create is null)
            builder.Services.AddKeyedSingleton<IAccessCondition, TCondition>(name);
        else
            builder.Services.AddKeyedSingleton<IAccessCondition>(name, (services, _) => create(services));

        return builder;
    }

    /// <summary>
    /// Registers the service that assesses the risk of a session, for rules with a <c>Risk</c> without a <c>Claim</c>. A server has one;
    /// startup fails with a second one.
    /// </summary>
    /// <typeparam name="TRisk">The service. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the service. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithSessionRisk<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TRisk>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TRisk>? create = null)
        where TRisk : class, ISessionRisk => builder.AddExtension<ISessionRisk, TRisk>(create);

    /// <summary>Registers a list of revoked tokens and callers. A caller on any of the registered lists is refused.</summary>
    /// <typeparam name="TList">The list. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the list. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithRevocationList<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TList>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TList>? create = null)
        where TList : class, IRevocationList => builder.AddExtension<IRevocationList, TList>(create);
}
