using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace McpGuard.Tests.Conventions;

/// <summary>Rules for the form of the code in the packages, samples and tests. Each failure lists every place.</summary>
[TestFixture]
internal sealed class CodeStyleTests
{
    private const int MaxColumns = 160;

    // A task of bool is the asynchronous form: it has no parameter for the value.
    private static readonly string[] _truthValues = ["bool", "Task<bool>", "ValueTask<bool>"];

    private static readonly Lazy<SyntaxTree[]> _trees = new(() => [.. Files().AsParallel().AsOrdered().Select(Parse)]);

    [Test]
    public void Lines_have_at_most_160_columns() =>
        Assert.That(
            from tree in _trees.Value
            from line in tree.GetText().Lines
            where line.Span.Length > MaxColumns
            select $"{tree.FilePath}:{line.LineNumber + 1}: {line.Span.Length} columns",
            Is.Empty);

    [Test]
    public void Methods_named_Try_return_bool() =>
        Assert.That(
            _trees.Value.SelectMany(FindTries), Is.Empty, "Other methods are named after what they do; the name of one that returns null ends with OrNone.");

    [Test]
    public void Tuples_are_not_assigned_as_statements() =>
        Assert.That(
            _trees.Value.SelectMany(FindTupleAssignments), Is.Empty, "Write one assignment a line. Only two values that change places are assigned at once.");

    [Test]
    public void Conditional_expressions_are_not_nested() =>
        Assert.That(_trees.Value.SelectMany(FindNestedConditions), Is.Empty, "Use a switch expression, an if, or a name for the inner value.");

    [TestCase("class C { int? TryA() => 1; }", 1)]
    [TestCase("class C { void M() { ValueTask<int?> TryAsync() => default; } }", 1)]
    [TestCase("class C { bool TryA(out int a) => true; ValueTask<bool> TryB() => default; int Trying() => 1; }", 0)]
    public void Method_named_Try_is_found(string code, int expected) => Assert.That(FindTries(CSharpSyntaxTree.ParseText(code)).Count(), Is.EqualTo(expected));

    [TestCase("(a, b) = (1, 2);", 1)]
    [TestCase("(a, b) = (b, a);", 0)]
    [TestCase("(a, b) = Pair();", 0)]
    [TestCase("var (c, d) = (1, 2);", 0)]
    public void Tuple_assignment_is_found(string statement, int expected) =>
        Assert.That(FindTupleAssignments(CSharpSyntaxTree.ParseText($"class C {{ void M() {{ {statement} }} }}")).Count(), Is.EqualTo(expected));

    [TestCase("a ? b : c ? d : e", 1)]
    [TestCase("a ? (b ? c : d) : e", 1)]
    [TestCase("a ? b ?? (c ? d : e) : f", 1)]
    [TestCase("a ? b : Call(c ? d : e)", 0)]
    [TestCase("a ? list.Select(x => x ? 1 : 2) : null", 0)]
    public void Nested_conditional_expression_is_found(string expression, int expected) =>
        Assert.That(FindNestedConditions(CSharpSyntaxTree.ParseText($"class C {{ object M() => {expression}; }}")).Count(), Is.EqualTo(expected));

    private static IEnumerable<string> FindTries(SyntaxTree tree) =>
        from node in tree.GetRoot().DescendantNodes()
        let method = node switch
        {
            MethodDeclarationSyntax { Identifier.Text: var name, ReturnType: var type } => (Name: name, Type: type),
            LocalFunctionStatementSyntax { Identifier.Text: var name, ReturnType: var type } => (Name: name, Type: type),
            _ => default,
        }
        where method.Name is not null && IsTry(method.Name) && !_truthValues.Contains(method.Type.ToString())
        select $"{PlaceOf(node)}: {method.Type} {method.Name}";

    private static bool IsTry(string name) =>
        name.StartsWith("Try", StringComparison.Ordinal) && (name.Length == "Try".Length || char.IsUpper(name["Try".Length]));

    private static IEnumerable<string> FindTupleAssignments(SyntaxTree tree) =>
        from statement in tree.GetRoot().DescendantNodes().OfType<ExpressionStatementSyntax>()
        let assignment = statement.Expression as AssignmentExpressionSyntax
        where assignment is { Left: TupleExpressionSyntax targets, Right: TupleExpressionSyntax values } && !IsExchange(targets, values)
        select $"{PlaceOf(statement)}: {statement}";

    private static bool IsExchange(TupleExpressionSyntax targets, TupleExpressionSyntax values) =>
        targets.Arguments.Select(target => target.ToString()).Order(StringComparer.Ordinal)
            .SequenceEqual(values.Arguments.Select(value => value.ToString()).Order(StringComparer.Ordinal));

    // A condition in an argument, a lambda or an interpolated text stands apart.
    private static IEnumerable<string> FindNestedConditions(SyntaxTree tree) =>
        from inner in tree.GetRoot().DescendantNodes().OfType<ConditionalExpressionSyntax>()
        let outer = inner.Ancestors()
            .TakeWhile(node => node is ExpressionSyntax and not (AnonymousFunctionExpressionSyntax or InitializerExpressionSyntax or WithExpressionSyntax))
            .OfType<ConditionalExpressionSyntax>().FirstOrDefault()
        where outer is not null
        select $"{PlaceOf(inner)}: {outer}";

    private static SyntaxTree Parse(string path) =>
        CSharpSyntaxTree.ParseText(File.ReadAllText(SourceTree.PathOf(path)), new CSharpParseOptions(LanguageVersion.Preview), path);

    private static string PlaceOf(SyntaxNode node) => $"{node.SyntaxTree.FilePath}:{node.GetLocation().GetLineSpan().StartLinePosition.Line + 1}";

    private static IEnumerable<string> Files() =>
        from folder in new[] { "src", "samples", "tests" }
        from file in Directory.EnumerateFiles(SourceTree.PathOf(folder), "*.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(SourceTree.PathOf(""), file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "TestResults")
        orderby path
        select path;
}
