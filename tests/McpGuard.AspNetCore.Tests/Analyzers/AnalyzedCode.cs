using System.Collections.Immutable;
using McpGuard.Analyzers;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Text;

namespace McpGuard.AspNetCore.Tests.Analyzers;

/// <summary>Code of a server with all analyzers on it.</summary>
internal static class AnalyzedCode
{
    private const string Usings = """
        global using System; global using System.Threading; global using System.Threading.Tasks; global using Microsoft.AspNetCore.Builder;
        global using Microsoft.AspNetCore.Http; global using Microsoft.AspNetCore.Authentication;
        global using Microsoft.Extensions.DependencyInjection; global using ModelContextProtocol.Server; global using McpGuard;
        """;

    private static readonly MetadataReference[] _references =
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(file => MetadataReference.CreateFromFile(file))];

    private static readonly ImmutableArray<DiagnosticAnalyzer> _analyzers =
        [new DeclarationAnalyzer(), new EndpointAnalyzer(), new CredentialAnalyzer(), new SinkAnalyzer()];

    /// <returns>Each finding: its rule, and the code that it is about.</returns>
    public static async Task<IReadOnlyList<string>> FindAsync(string code, string? settings = null) =>
        [.. (await AnalyzeAsync(ProjectOf(code), settings)).Select(finding => $"{finding.Id} {TextOf(finding)}")];

    /// <summary>Applies a fix for the first finding.</summary>
    public static async Task<string> FixAsync(string code, string title)
    {
        var document = ProjectOf(code).Documents.Single(each => each.Name == "Code.cs");
        var finding = (await AnalyzeAsync(document.Project, settings: null))[0];
        var actions = new List<CodeAction>();
        await new DeclarationFix().RegisterCodeFixesAsync(new CodeFixContext(document, finding, (action, _) => actions.Add(action), CancellationToken.None));
        var operations = await actions.Single(action => action.Title == title).GetOperationsAsync(CancellationToken.None);
        var changed = operations.OfType<ApplyChangesOperation>().Single().ChangedSolution.GetDocument(document.Id)!;
        return (await changed.GetTextAsync()).ToString();
    }

    private static Project ProjectOf(string code) => new AdhocWorkspace().AddProject("Server", LanguageNames.CSharp)
        .WithCompilationOptions(new CSharpCompilationOptions(IsProgram(code) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary))
        .WithMetadataReferences(_references)
        .AddDocument("Usings.cs", Usings).Project
        .AddDocument("Code.cs", code).Project;

    private static bool IsProgram(string code) => CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot().Members.Any(SyntaxKind.GlobalStatement);

    private static async Task<ImmutableArray<Diagnostic>> AnalyzeAsync(Project project, string? settings)
    {
        var compilation = (await project.GetCompilationAsync())!;
        Assert.That(compilation.GetDiagnostics().Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error), Is.Empty);

        var options = new AnalyzerOptions(settings is null ? [] : [new SettingsText(settings)]);
        var findings = await compilation.WithAnalyzers(_analyzers, options).GetAnalyzerDiagnosticsAsync();
        return [.. findings.OrderBy(finding => finding.Location.SourceSpan.Start)];
    }

    private static string TextOf(Diagnostic finding) => finding.Location.SourceTree!.GetText().ToString(finding.Location.SourceSpan);

    private sealed class SettingsText(string text) : AdditionalText
    {
        public override string Path => "/app/appsettings.json";

        public override SourceText GetText(CancellationToken cancellationToken = default) => SourceText.From(text);
    }
}
