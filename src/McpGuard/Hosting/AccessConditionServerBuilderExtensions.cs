using System.Diagnostics.CodeAnalysis;
using McpGuard;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds conditions of the author's own.</summary>
public static class AccessConditionServerBuilderExtensions
{
    /// <summary>
    /// Registers a condition under a name, by which rules (<c>Conditions</c>) and <see cref="RequireConditionAttribute"/>
    /// demand it.
    /// </summary>
    /// <typeparam name="TCondition">The condition. It is made once, with whatever services it asks for.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="name">The name, which records use too.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithAccessCondition<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TCondition>(this IMcpServerBuilder builder, string name)
        where TCondition : class, IAccessCondition
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(name);

        builder.Services.AddKeyedSingleton<IAccessCondition, TCondition>(name);
        return builder;
    }
}
