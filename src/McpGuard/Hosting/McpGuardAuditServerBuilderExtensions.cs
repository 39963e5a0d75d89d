using System.Diagnostics.CodeAnalysis;
using McpGuard;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds extensions to the audit of a guarded server.</summary>
public static class McpGuardAuditServerBuilderExtensions
{
    /// <summary>Registers a sink. All registered sinks get every record; <see cref="AuditOptions.Sinks"/> has settings for each by its name.</summary>
    /// <typeparam name="TSink">The sink. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the sink. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithAuditSink<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSink>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TSink>? create = null)
        where TSink : class, IAuditSink => builder.AddExtension<IAuditSink, TSink>(create);

    /// <summary>
    /// Registers the signer of the audit log's checkpoints, instead of a key in <see cref="AuditOptions.File"/>. A log has one signer:
    /// startup fails with a second one, or with a key in the options as well.
    /// </summary>
    /// <typeparam name="TSigner">The signer. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the signer. Default: the container makes it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithAuditSigner<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSigner>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TSigner>? create = null)
        where TSigner : class, IAuditSigner => builder.AddExtension<IAuditSigner, TSigner>(create);
}
