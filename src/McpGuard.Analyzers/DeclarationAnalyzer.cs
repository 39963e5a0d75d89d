using System.Collections.Concurrent;
using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace McpGuard.Analyzers;

/// <summary>Each tool, prompt and resource says who may use it, in words that a token can have; nothing else does.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class DeclarationAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Undeclared, Rules.NotAScope, Rules.NotAPrimitive];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        if (KnownTypes.Find(context.Compilation) is not { } types)
            return;

        var settings = new Settings(context.Options.AdditionalFiles, context.CancellationToken);
        var references = new ConcurrentDictionary<ISymbol, bool>(SymbolEqualityComparer.Default);
        var strangers = new ConcurrentBag<(ISymbol Symbol, AttributeData Attribute)>();

        context.RegisterSymbolAction(symbol => CheckScopes(symbol, types), SymbolKind.NamedType, SymbolKind.Method);
        context.RegisterSymbolAction(symbol => CheckDeclaration(symbol, types, settings), SymbolKind.Method);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (symbol.Symbol.GetAttributes().FirstOrDefault(types.IsRequirement) is { } attribute && !MayBeOffered(symbol.Symbol, types))
                    strangers.Add((symbol.Symbol, attribute));
            },
            SymbolKind.Method,
            SymbolKind.NamedType);

        // A method that is handed on, as to McpServerTool.Create, may become a tool.
        context.RegisterOperationAction(
            operation => references[((IMethodReferenceOperation)operation.Operation).Method.OriginalDefinition] = true, OperationKind.MethodReference);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var (symbol, attribute) in strangers.Where(stranger => !MethodsOf(stranger.Symbol).Any(references.ContainsKey)))
                end.ReportDiagnostic(Diagnostic.Create(Rules.NotAPrimitive, LocationOf(attribute, symbol), Short(attribute), symbol.Name));
        });
    }

    // A class that others derive from may get its tools there, and one that is itself a tool of the SDK has none.
    private static bool MayBeOffered(ISymbol symbol, KnownTypes types) => symbol switch
    {
        IMethodSymbol method => types.PrimitiveOf(method) is not null || IsOverridable(method),
        INamedTypeSymbol { IsSealed: false, IsStatic: false } => true,
        INamedTypeSymbol type => BasesOf(type).Any(each => KnownTypes.IsOfSdk(each) || MethodsOf(each).Any(method => types.PrimitiveOf(method) is not null)),
        _ => true,
    };

    private static IEnumerable<INamedTypeSymbol> BasesOf(INamedTypeSymbol type)
    {
        for (var each = type; each is not null; each = each.BaseType)
            yield return each;
    }

    private static IEnumerable<ISymbol> MethodsOf(ISymbol symbol) =>
        symbol is INamedTypeSymbol type ? type.GetMembers().Where(member => member is IMethodSymbol) : [symbol.OriginalDefinition];

    private static void CheckDeclaration(SymbolAnalysisContext context, KnownTypes types, Settings settings)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (types.PrimitiveOf(method) is not { } primitive || types.IsDeclared(method))
            return;

        // The options and the policy can say it too.
        if (settings.Name("DefaultScopes") || settings.Name(PrimitiveName.Of(primitive, method)))
            return;

        context.ReportDiagnostic(Diagnostic.Create(Rules.Undeclared, method.Locations[0], method.Name));
    }

    private static void CheckScopes(SymbolAnalysisContext context, KnownTypes types)
    {
        foreach (var attribute in context.Symbol.GetAttributes().Where(types.IsRequireScope))
        {
            var scopes = attribute.ConstructorArguments.SelectMany(
                argument => argument.Kind == TypedConstantKind.Array && !argument.IsNull ? argument.Values : [argument]);
            foreach (var scope in scopes.Where(scope => !IsScope(scope.Value as string)))
                context.ReportDiagnostic(Diagnostic.Create(Rules.NotAScope, LocationOf(attribute, context.Symbol), scope.Value));
        }
    }

    // RFC 6749 section 3.3: scope-token = 1*( %x21 / %x23-5B / %x5D-7E )
    private static bool IsScope(string? scope) =>
        scope is { Length: > 0 } && scope.All(character => character is '!' or (>= '#' and <= '[') or (>= ']' and <= '~'));

    // An override or an implementation may carry the attribute that makes it a tool.
    private static bool IsOverridable(IMethodSymbol method) => method.IsVirtual || method.IsAbstract || method.IsOverride;

    private static Location LocationOf(AttributeData attribute, ISymbol symbol) =>
        attribute.ApplicationSyntaxReference?.GetSyntax().GetLocation() ?? symbol.Locations[0];

    private static string Short(AttributeData attribute)
    {
        const string Suffix = "Attribute";
        var name = attribute.AttributeClass!.Name;
        return name.EndsWith(Suffix, System.StringComparison.Ordinal) ? name.Substring(0, name.Length - Suffix.Length) : name;
    }
}
