using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace McpGuard.Tests.Conventions;

/// <summary>Which folder of the packages uses which other, as the compiler sees it.</summary>
internal static class FolderUses
{
    private const string GlobalUsings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        global using McpGuard.Audit;
        """;

    private static readonly Lazy<IReadOnlyList<FolderUse>> _all = new(Find);

    public static IReadOnlyList<FolderUse> All => _all.Value;

    public static string FolderOf(string path) => Path.GetDirectoryName(path)!.Replace('\\', '/');

    // One compilation of all packages. The packages that they themselves use need not be complete: what is of ours is resolved.
    private static FolderUse[] Find()
    {
        var options = new CSharpParseOptions(LanguageVersion.Preview);
        var trees = SourceTree.Files.Append((Path: "GlobalUsings.cs", Text: GlobalUsings))
            .Select(file => CSharpSyntaxTree.ParseText(file.Text, options, file.Path));
        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Where(path => !Path.GetFileName(path).StartsWith("McpGuard", StringComparison.Ordinal))
            .Select(path => MetadataReference.CreateFromFile(path));
        var compilation = CSharpCompilation.Create("McpGuard.Sources", trees, references, new CSharpCompilationOptions(OutputKind.DynamicallyLinkedLibrary));

        return [.. compilation.SyntaxTrees.AsParallel().SelectMany(tree => UsesIn(compilation.GetSemanticModel(tree))).Distinct()];
    }

    private static IEnumerable<FolderUse> UsesIn(SemanticModel model)
    {
        var path = model.SyntaxTree.FilePath;
        foreach (var name in model.SyntaxTree.GetRoot().DescendantNodes().OfType<SimpleNameSyntax>())
        {
            if (TypeOf(model.GetSymbolInfo(name).Symbol) is not { } type)
                continue;

            foreach (var declaration in type.DeclaringSyntaxReferences.Select(reference => reference.SyntaxTree.FilePath))
            {
                if (FolderOf(declaration) != FolderOf(path))
                    yield return new(FolderOf(path), FolderOf(declaration), $"{Path.GetFileNameWithoutExtension(path)} uses {type.Name}");
            }
        }
    }

    // A type, or the type whose member it is.
    private static INamedTypeSymbol? TypeOf(ISymbol? symbol) => symbol switch
    {
        INamedTypeSymbol type => type.OriginalDefinition,
        IMethodSymbol { MethodKind: MethodKind.Constructor } constructor => constructor.ContainingType.OriginalDefinition,
        IMethodSymbol or IPropertySymbol or IFieldSymbol or IEventSymbol => symbol.ContainingType?.OriginalDefinition,
        _ => null,
    };
}

/// <param name="From">The folder that uses.</param>
/// <param name="To">The folder that is used.</param>
/// <param name="What">The file and the type.</param>
internal sealed record FolderUse(string From, string To, string What);
