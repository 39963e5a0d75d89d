using System.Diagnostics.CodeAnalysis;
using McpGuard;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Logging;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>
/// Sets the source of the access token on transports without HTTP headers, such as stdio. A server has one source; startup fails with a
/// second one.
/// </summary>
public static class McpGuardTokenSourceServerBuilderExtensions
{
    /// <summary>
    /// Takes the token from an environment variable. At startup the variable is removed from the process and its configuration, so that
    /// child processes of a tool do not inherit it. On Linux its value is also overwritten in <c>/proc/self/environ</c>. Use <see
    /// cref="WithTokenFromFile"/> if other processes of the same user must not read the token during startup. This source suits a host that
    /// runs the server only as long as one token lasts. Expiry is checked for every message.
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
    /// Takes the token from a file, which the host replaces before the token expires. This source suits servers that run longer than a
    /// token lasts.
    /// </summary>
    /// <param name="builder">The guarded server.</param>
    /// <param name="path">The path of the file. Only this process should be able to read it.</param>
    /// <returns>The builder, for further calls.</returns>
    public static IMcpServerBuilder WithTokenFromFile(this IMcpServerBuilder builder, string path)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentException.ThrowIfNullOrWhiteSpace(path);

        return builder.AddTokenSource($"{nameof(WithTokenFromFile)}(\"{path}\")", _ => new FileTokenSource(path));
    }

    /// <summary>
    /// Takes the token from the <c>_meta</c> of each message, and removes it there. This source suits hosts that serve several users, or
    /// that refresh tokens themselves. At the log level Trace the MCP SDK writes whole messages, this token included.
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

    /// <summary>Takes the token from a source of your own. Tools cannot get it from the services, unlike a source that is registered as a service.</summary>
    /// <typeparam name="TSource">The source. It is made once.</typeparam>
    /// <param name="builder">The guarded server.</param>
    /// <param name="create">Makes the source. Default: its constructor, with services from the container.</param>
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

    /// <summary>Tells whether the server already has a token source, so that a library adds its own only if there is none.</summary>
    /// <param name="builder">The guarded server.</param>
    /// <returns>Whether there is a token source.</returns>
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
