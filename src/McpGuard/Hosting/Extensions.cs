using System.Diagnostics.CodeAnalysis;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>Registers an author's own parts, and finds those of which there may be one only.</summary>
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

    /// <summary>Says what is wrong with parts of which a server has one: a second one would take the first one's place in silence.</summary>
    public static string? FindSecond(string what, string remedy, IReadOnlyList<string> names) => names.Count < 2
        ? null
        : $"The server has {names.Count} {what}s, and can use one: {string.Join(" and ", names)}. {remedy}";
}
