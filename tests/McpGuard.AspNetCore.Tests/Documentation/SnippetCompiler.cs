using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace McpGuard.AspNetCore.Tests.Documentation;

/// <summary>Compiles a snippet the way a new project with the packages would.</summary>
internal static class SnippetCompiler
{
    // What a web project with implicit usings has anyway, and the namespaces that the packages bring.
    private const string Usings = """
        global using System; global using System.Collections.Generic; global using System.IO; global using System.Linq;
        global using System.Net.Http; global using System.Threading; global using System.Threading.Tasks;
        global using Microsoft.AspNetCore.Builder; global using Microsoft.Extensions.DependencyInjection; global using Microsoft.Extensions.Hosting;
        global using Microsoft.Extensions.Logging; global using ModelContextProtocol.Server; global using McpGuard; global using McpGuard.Testing;
        """;

    // A package that was compiled with an older SDK is used with a newer one; projects ignore this by default.
    private static readonly Dictionary<string, ReportDiagnostic> _newerSdk = new() { ["CS1701"] = ReportDiagnostic.Suppress };

    /// <param name="code">What the page shows.</param>
    /// <param name="path">The assembly to write.</param>
    /// <param name="referenced">An assembly that the project references, such as the server that a test is for.</param>
    public static string Compile(string code, string path, string? referenced = null)
    {
        // A block that continues after one that has made the builder. Usings come first.
        if (code.Contains("builder.", StringComparison.Ordinal) && !code.Contains("var builder", StringComparison.Ordinal) &&
            !code.Contains("=> builder", StringComparison.Ordinal))
            code = code.Insert(
                CSharpSyntaxTree.ParseText(code).GetCompilationUnitRoot().Members[0].SpanStart, "var builder = WebApplication.CreateBuilder();\n");

        var references = ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator)
            .Concat(referenced is null ? [] : [referenced])
            .Select(file => MetadataReference.CreateFromFile(file));
        var tree = CSharpSyntaxTree.ParseText(code);
        var kind = tree.GetCompilationUnitRoot().Members.Any(SyntaxKind.GlobalStatement) ? OutputKind.ConsoleApplication : OutputKind.DynamicallyLinkedLibrary;
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(Usings), tree],
            references,
            new CSharpCompilationOptions(kind, nullableContextOptions: NullableContextOptions.Enable, specificDiagnosticOptions: _newerSdk));

        var result = compilation.Emit(path);
        return string.Join('\n', result.Diagnostics.Where(diagnostic => diagnostic.Severity >= DiagnosticSeverity.Warning));
    }
}
