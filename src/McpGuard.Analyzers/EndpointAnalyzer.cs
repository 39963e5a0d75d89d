using System.Collections.Generic;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace McpGuard.Analyzers;

/// <summary>An endpoint that is mapped and left as it is has no guard. One that another method gets may get it there.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class EndpointAnalyzer : DiagnosticAnalyzer
{
    private const string Map = "MapMcp";
    private const string Guard = "RequireMcpGuard";

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.Unguarded];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(start =>
        {
            if (start.Compilation.GetTypeByMetadataName("Microsoft.AspNetCore.Builder.McpGuardEndpointConventionBuilderExtensions") is not null)
                start.RegisterOperationAction(Check, OperationKind.Invocation);
        });
    }

    private static void Check(OperationAnalysisContext context)
    {
        var mapping = (IInvocationOperation)context.Operation;
        if (mapping.TargetMethod.Name == Map && !IsGuardedBefore(mapping) && IsLeftUnguarded(mapping))
            context.ReportDiagnostic(Diagnostic.Create(Rules.Unguarded, mapping.Syntax.GetLocation()));
    }

    // A group that is guarded guards what is mapped in it. What a variable holds is not known here.
    private static bool IsGuardedBefore(IInvocationOperation mapping)
    {
        var receiver = ReceiverOf(mapping);
        while (receiver is IInvocationOperation call)
        {
            if (call.TargetMethod.Name == Guard)
                return true;

            receiver = ReceiverOf(call);
        }

        return receiver?.Type?.Name == "RouteGroupBuilder";
    }

    private static IOperation? ReceiverOf(IInvocationOperation call)
    {
        var receiver = call.Instance ?? (call.Arguments.Length > 0 ? call.Arguments[0].Value : null);
        while (receiver is IConversionOperation conversion)
            receiver = conversion.Operand;

        return receiver;
    }

    private static bool IsLeftUnguarded(IOperation endpoint)
    {
        var child = endpoint;
        for (var parent = child.Parent; parent is not null; parent = child.Parent)
        {
            switch (parent)
            {
                case IInvocationOperation call when call.TargetMethod.Name == Guard:
                    return false;

                // Another method that gets the endpoint may guard it.
                case IInvocationOperation call when child is IArgumentOperation argument && !IsReceiver(argument, call):
                    return false;
                case IInvocationOperation or IArgumentOperation or IConversionOperation:
                    break;
                case IVariableInitializerOperation { Parent: IVariableDeclaratorOperation declarator }:
                    return ReferencesTo(declarator).All(IsLeftUnguarded);
                default:
                    return parent is IExpressionStatementOperation;
            }

            child = parent;
        }

        return false;
    }

    private static bool IsReceiver(IArgumentOperation argument, IInvocationOperation call) =>
        call.TargetMethod.IsExtensionMethod && argument.Parameter?.Ordinal == 0;

    private static IEnumerable<IOperation> ReferencesTo(IVariableDeclaratorOperation declarator)
    {
        IOperation root = declarator;
        while (root.Parent is { } parent)
            root = parent;

        return root.Descendants().OfType<ILocalReferenceOperation>()
            .Where(reference => SymbolEqualityComparer.Default.Equals(reference.Local, declarator.Symbol));
    }
}
