using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Linq;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Operations;

namespace McpGuard.Analyzers;

/// <summary>A server whose code and settings name no place for audit records has only its log.</summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
internal sealed class SinkAnalyzer : DiagnosticAnalyzer
{
    private static readonly string[] _sinks = ["WithAuditSink", "WithRecordedAudit"];

    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.NoSink];

    public override void Initialize(AnalysisContext context)
    {
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.EnableConcurrentExecution();
        context.RegisterCompilationStartAction(Start);
    }

    private static void Start(CompilationStartAnalysisContext context)
    {
        var settings = new Settings(context.Options.AdditionalFiles, context.CancellationToken);
        if (KnownTypes.Find(context.Compilation) is null || (settings.Name("Audit") && (settings.Name("Directory") || settings.Name("Ocsf"))))
            return;

        var servers = new ConcurrentBag<Location>();
        var sinks = new ConcurrentBag<bool>();
        context.RegisterOperationAction(
            operation =>
            {
                var name = ((IInvocationOperation)operation.Operation).TargetMethod.Name;
                if (name == "WithMcpGuard")
                    servers.Add(operation.Operation.Syntax.GetLocation());
                if (_sinks.Contains(name))
                    sinks.Add(true);
            },
            OperationKind.Invocation);
        context.RegisterOperationAction(
            operation =>
            {
                if (((IPropertyReferenceOperation)operation.Operation).Property.ContainingType.Name is "AuditFileOptions" or "AuditOcsfOptions")
                    sinks.Add(true);
            },
            OperationKind.PropertyReference);
        context.RegisterCompilationEndAction(end =>
        {
            if (sinks.IsEmpty && servers.OrderBy(location => location.SourceSpan.Start).FirstOrDefault() is { } first)
                end.ReportDiagnostic(Diagnostic.Create(Rules.NoSink, first));
        });
    }
}
