using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>Registers an author's extensions, and finds those of which only one is allowed.</summary>
internal static class Extensions
{
    public static IMcpServerBuilder AddExtension<TService, [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TImplementation>(
        this IMcpServerBuilder builder, Func<IServiceProvider, TImplementation>? create)
        where TService : class
        where TImplementation : class, TService
    {
        ArgumentNullException.ThrowIfNull(builder);

        if (create is null)
            builder.Services.AddSingleton<TService, TImplementation>();
        else
            builder.Services.AddSingleton<TService>(create);

        return builder;
    }

    /// <summary>The problem of extensions of which a server has one: a second one would silently replace the first.</summary>
    public static string? FindSecond(string what, string remedy, IReadOnlyList<string> names) => names.Count < 2
        ? null
        : $"The server has {names.Count} {what}s, and can use one: {string.Join(" and ", names)}. {remedy}";
}
