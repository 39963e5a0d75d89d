using System;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace McpGuard.Analyzers;

/// <summary>A tool neither reads the credential of its request nor asks the model for one.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class CredentialAnalyzer : DiagnosticAnalyzer
{
    private const string Header = "Authorization";

    private static readonly string[] _credentials =
        [
            "token", "accesstoken", "authtoken", "bearertoken", "idtoken", "refreshtoken", "sessiontoken", "apikey", "apitoken", "apisecret", "authorization",
            "bearer", "password", "passwd", "secret", "clientsecret", "credential", "credentials", "privatekey",
        ];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.ReadsToken, Rules.AsksForCredential];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (KnownTypes.Find(start.Compilation) is not { } types)
                return;

            start.RegisterSymbolAction(symbol => CheckParameters(symbol, types), SymbolKind.Method);
            start.RegisterOperationAction(operation => CheckRead(operation, types), OperationKind.PropertyReference, OperationKind.Invocation);
        });
    }

    private static void CheckParameters(SymbolAnalysisContext context, KnownTypes types)
    {
        var method = (IMethodSymbol)context.Symbol;
        if (types.PrimitiveOf(method) is null)
            return;

        // Only texts: a CancellationToken is one of the SDK's own parameters.
        foreach (var parameter in method.Parameters.Where(
                parameter => parameter.Type.SpecialType == SpecialType.System_String && LooksLikeCredential(parameter.Name)))
            context.ReportDiagnostic(Diagnostic.Create(Rules.AsksForCredential, parameter.Locations[0], parameter.Name));
    }

    private static void CheckRead(OperationAnalysisContext context, KnownTypes types)
    {
        if (ReadsCredential(context.Operation) && types.PrimitiveOf(MethodOf(context.ContainingSymbol)) is not null)
            context.ReportDiagnostic(Diagnostic.Create(Rules.ReadsToken, context.Operation.Syntax.GetLocation(), MethodOf(context.ContainingSymbol).Name));
    }

    private static bool ReadsCredential(IOperation operation) => operation switch
    {
        IPropertyReferenceOperation { Property: { IsIndexer: true } indexer } reference =>
            indexer.ContainingType.Name is "IHeaderDictionary" or "HeaderDictionary" && IsHeader(reference.Arguments[0].Value),
        IPropertyReferenceOperation { Property: { Name: Header, ContainingType.Name: "IHeaderDictionary" } } => true,
        IPropertyReferenceOperation { Property: { Name: "BootstrapContext", ContainingType.Name: "ClaimsIdentity" } } => true,
        IInvocationOperation { TargetMethod.Name: "GetTokenAsync" } call =>
            call.TargetMethod.ContainingNamespace.ToString().StartsWith("Microsoft.AspNetCore.Authentication", StringComparison.Ordinal),
        IInvocationOperation { TargetMethod.Name: "TryGetValue" or "GetCommaSeparatedValues" } call =>
            call.Arguments.Any(argument => IsHeader(argument.Value)) && IsOfHeaders(call),
        _ => false,
    };

    private static bool IsOfHeaders(IInvocationOperation call)
    {
        var receiver = call.Instance ?? call.Arguments[0].Value;
        var type = receiver is IConversionOperation conversion ? conversion.Operand.Type : receiver.Type;
        return (type?.Name ?? call.TargetMethod.ContainingType.Name) is "IHeaderDictionary" or "HeaderDictionary";
    }

    // HeaderNames.Authorization is a field and not a constant.
    private static bool IsHeader(IOperation value) => value is IFieldReferenceOperation field
        ? field.Field is { Name: Header, ContainingType.Name: "HeaderNames" } || IsHeaderText(field.ConstantValue)
        : IsHeaderText(value.ConstantValue);

    private static bool IsHeaderText(Optional<object?> constant) =>
        constant is { HasValue: true, Value: string text } && text.Equals(Header, StringComparison.OrdinalIgnoreCase);

    private static bool LooksLikeCredential(string name) =>
        _credentials.Contains(new string([.. name.Where(character => character is not ('_' or '-'))]), StringComparer.OrdinalIgnoreCase);

    // What a lambda or a local function of a tool reads, the tool reads.
    private static ISymbol MethodOf(ISymbol symbol)
    {
        while (symbol is IMethodSymbol { MethodKind: MethodKind.AnonymousFunction or MethodKind.LocalFunction })
            symbol = symbol.ContainingSymbol;

        return symbol;
    }
}
