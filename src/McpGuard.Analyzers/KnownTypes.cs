using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;

namespace McpGuard.Analyzers;

/// <summary>The types of the guard and of the MCP SDK that the rules are about.</summary>
internal sealed class KnownTypes
{
    private static readonly string[] _primitives = ["Tool", "Prompt", "Resource"];

    private readonly ImmutableArray<INamedTypeSymbol> _members;
    private readonly INamedTypeSymbol _requireScope;
    private readonly INamedTypeSymbol? _allowAnyCaller;

    private KnownTypes(Compilation compilation, INamedTypeSymbol requireScope)
    {
        _requireScope = requireScope;
        _allowAnyCaller = compilation.GetTypeByMetadataName("McpGuard.AllowAnyCallerAttribute");
        _members =
            [
                .. _primitives.Select(kind => compilation.GetTypeByMetadataName($"ModelContextProtocol.Server.McpServer{kind}Attribute"))
                    .OfType<INamedTypeSymbol>(),
            ];
    }

    /// <returns>Null if the compilation does not use the guard.</returns>
    public static KnownTypes? Find(Compilation compilation) =>
        compilation.GetTypeByMetadataName("McpGuard.RequireScopeAttribute") is { } requireScope ? new KnownTypes(compilation, requireScope) : null;

    /// <summary>The attribute that makes a method a tool, prompt or resource, or null.</summary>
    public AttributeData? PrimitiveOf(ISymbol method) => method.GetAttributes()
        .FirstOrDefault(attribute => attribute.AttributeClass is { } type && _members.Contains(type, SymbolEqualityComparer.Default));

    /// <summary>Whether a type is one of the SDK's own, such as the base class of a tool.</summary>
    public static bool IsOfSdk(INamedTypeSymbol type) => type.ContainingNamespace?.ToString() == "ModelContextProtocol.Server";

    public bool IsRequireScope(AttributeData attribute) => Is(attribute, _requireScope);

    /// <summary>Whether an attribute is one of the guard's requirements, or its absence of any.</summary>
    public bool IsRequirement(AttributeData attribute) =>
        IsDeclaration(attribute) ||
        (attribute.AttributeClass is { } type && type.Name.StartsWith("Require", System.StringComparison.Ordinal) &&
         SymbolEqualityComparer.Default.Equals(type.ContainingNamespace, _requireScope.ContainingNamespace));

    /// <summary>Whether the method, its class or its assembly says who may use it. What allows any caller is not inherited.</summary>
    public bool IsDeclared(IMethodSymbol method)
    {
        if (method.GetAttributes().Any(IsDeclaration) || method.ContainingType.GetAttributes().Any(IsDeclaration))
            return true;

        for (var overridden = method.OverriddenMethod; overridden is not null; overridden = overridden.OverriddenMethod)
        {
            if (overridden.GetAttributes().Any(IsRequireScope))
                return true;
        }

        for (var type = method.ContainingType.BaseType; type is not null; type = type.BaseType)
        {
            if (type.GetAttributes().Any(IsRequireScope))
                return true;
        }

        return method.ContainingAssembly.GetAttributes().Any(IsRequireScope);
    }

    private bool IsDeclaration(AttributeData attribute) => Is(attribute, _requireScope) || Is(attribute, _allowAnyCaller);

    private static bool Is(AttributeData attribute, INamedTypeSymbol? type) =>
        type is not null && SymbolEqualityComparer.Default.Equals(attribute.AttributeClass, type);
}
