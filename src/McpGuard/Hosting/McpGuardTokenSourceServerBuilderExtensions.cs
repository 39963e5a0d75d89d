using System.Diagnostics.CodeAnalysis;
using McpGuard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Says where the access token comes from on transports that have no HTTP headers, such as stdio. A server has one source; a second
/// one stops the start.
/// </summary>
public static class McpGuardTokenSourceServerBuilderExtensions
{
    /// <summary>
    /// Takes the token from an environment variable. When the server starts, the variable is removed from the process and
    /// its configuration, so that processes that a tool starts do not inherit it; on Linux it is overwritten in
    /// <c>/proc/self/environ</c> as well. Prefer <see cref="WithTokenFromFile"/> where other processes of the same user must
    /// not read the token while this one starts. It fits a host that starts the server for as long as a token lives; expiry is judged
    /// for every message.
    /// </summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="variable">The name of the variable.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTokenFromEnvironment(this IMcpServerBuilder builder, string variable)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(variable);

        return builder.AddTokenSource(
            $"{nameof(WithTokenFromEnvironment)}(\"{variable}\")",
            provider => new EnvironmentTokenSource(variable, provider.GetService<IConfiguration>(), provider.GetService<ILogger<EnvironmentTokenSource>>()));
    }

    /// <summary>
    /// Takes the token from a file, which the host replaces before the token expires. It fits servers that live longer
    /// than a token.
    /// </summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="path">The path of the file. It should be readable by this process alone.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTokenFromFile(this IMcpServerBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        return builder.AddTokenSource($"{nameof(WithTokenFromFile)}(\"{path}\")", _ => new FileTokenSource(path));
    }

    /// <summary>
    /// Takes the token from the <c>_meta</c> of each message, and out of it. It fits hosts that serve several users, or that
    /// refresh tokens themselves. At the log level Trace the MCP SDK writes whole messages, this token included.
    /// </summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="key">The member of <c>_meta</c>. Default <see cref="McpGuardDefaults.TokenMetaKey"/>.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTokenFromRequestMeta(this IMcpServerBuilder builder, string key = McpGuardDefaults.TokenMetaKey)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(key);

        return builder.AddTokenSource($"{nameof(WithTokenFromRequestMeta)}(\"{key}\")", _ => new RequestMetaTokenSource(key));
    }

    /// <summary>
    /// Takes the token from a source of your own. Tools cannot ask the services for it, as they could for one that is registered
    /// as a service.
    /// </summary>
    /// <typeparam name="TSource">The source. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the source. Default: its constructor, with the services that it asks for.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTokenSource<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TSource>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TSource>? create = null)
        where TSource : class, ITokenSource
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.AddTokenSource(
            $"{nameof(WithTokenSource)}<{typeof(TSource).Name}>()",
            create ?? (static provider => ActivatorUtilities.CreateInstance<TSource>(provider)));
    }

    /// <summary>Says whether the server has a token source by now, so that a library adds one of its own only if it has none.</summary>
    /// <param name="builder">The guarded server.</param>
    /// <returns>Whether one has been named.</returns>
    public static bool HasTokenSource(this IMcpServerBuilder builder)
    {
        ArgumentNullException.ThrowIfNull(builder);

        return builder.Services.Any(service =>
            !service.IsKeyedService && (service.ServiceType == typeof(HiddenTokenSource) || service.ServiceType == typeof(ITokenSource)));
    }

    private static IMcpServerBuilder AddTokenSource(this IMcpServerBuilder builder, string name, Func<IServiceProvider, ITokenSource> create)
    {
        builder.Services.AddSingleton(provider => new HiddenTokenSource(name, create(provider)));
        return builder;
    }
}
