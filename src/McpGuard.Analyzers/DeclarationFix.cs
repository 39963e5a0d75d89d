using System.Collections.Immutable;
using System.Composition;
using System.Threading.Tasks;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CodeActions;
using Microsoft.CodeAnalysis.CodeFixes;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Editing;
using Microsoft.CodeAnalysis.Simplification;

namespace McpGuard.Analyzers;

/// <summary>Adds a declaration to a tool, prompt or resource.</summary>
[ExportCodeFixProvider(LanguageNames.CSharp), Shared]
internal sealed class DeclarationFix : CodeFixProvider
{
    public override ImmutableArray<string> FixableDiagnosticIds { get; } = [Rules.Undeclared.Id];

    public override FixAllProvider GetFixAllProvider() => WellKnownFixAllProviders.BatchFixer;

    public override async Task RegisterCodeFixesAsync(CodeFixContext context)
    {
        var root = await context.Document.GetSyntaxRootAsync(context.CancellationToken).ConfigureAwait(false);
        if (root?.FindNode(context.Span).FirstAncestorOrSelf<MethodDeclarationSyntax>() is not { } method)
            return;

        Offer("Require a scope", "McpGuard.RequireScope", "name:action");
        Offer("Allow any caller with a valid token", "McpGuard.AllowAnyCaller", scope: null);

        void Offer(string title, string attribute, string? scope) => context.RegisterCodeFix(
            CodeAction.Create(
                title, cancellation => AddAsync(context.Document, method, attribute, scope, cancellation), equivalenceKey: attribute), context.Diagnostics);
    }

    private static async Task<Document> AddAsync(
        Document document, MethodDeclarationSyntax method, string attribute, string? scope, System.Threading.CancellationToken cancellationToken)
    {
        var editor = await DocumentEditor.CreateAsync(document, cancellationToken).ConfigureAwait(false);
        var generator = editor.Generator;
        var declaration = scope is null
            ? generator.Attribute(attribute)
            : generator.Attribute(attribute, generator.AttributeArgument(generator.LiteralExpression(scope)));
        editor.AddAttribute(method, declaration.WithAdditionalAnnotations(Simplifier.Annotation, Simplifier.AddImportsAnnotation));
        return editor.GetChangedDocument();
    }
}
