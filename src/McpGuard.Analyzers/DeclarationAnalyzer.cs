using System.Collections.Concurrent;
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
        var strangers = new ConcurrentBag<(IMethodSymbol Method, AttributeData Attribute)>();

        context.RegisterSymbolAction(symbol => CheckScopes(symbol, types), SymbolKind.NamedType, SymbolKind.Method);
        context.RegisterSymbolAction(symbol => CheckDeclaration(symbol, types, settings), SymbolKind.Method);
        context.RegisterSymbolAction(
            symbol =>
            {
                if (types.PrimitiveOf(symbol.Symbol) is null && symbol.Symbol.GetAttributes().FirstOrDefault(types.IsRequirement) is { } attribute)
                    strangers.Add(((IMethodSymbol)symbol.Symbol, attribute));
            },
            SymbolKind.Method);

        // A method that is handed on, as to McpServerTool.Create, may become a tool.
        context.RegisterOperationAction(
            operation => references[((IMethodReferenceOperation)operation.Operation).Method.OriginalDefinition] = true, OperationKind.MethodReference);
        context.RegisterCompilationEndAction(end =>
        {
            foreach (var (method, attribute) in strangers.Where(
                    stranger => !references.ContainsKey(stranger.Method.OriginalDefinition) && !IsOverridable(stranger.Method)))
                end.ReportDiagnostic(Diagnostic.Create(Rules.NotAPrimitive, LocationOf(attribute, method), Short(attribute), method.Name));
        });
    }

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
