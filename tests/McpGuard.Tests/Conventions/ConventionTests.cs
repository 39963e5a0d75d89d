using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

namespace McpGuard.Tests.Conventions;

/// <summary>What the repository says of its own shape, held.</summary>
[TestFixture]
internal sealed partial class ConventionTests
{
    private static readonly Type[] _types = [
        .. SourceTree.Assemblies.SelectMany(assembly => assembly.GetTypes())
            .Where(type =>
                type.Namespace?.StartsWith("McpGuard", StringComparison.Ordinal) is true ||
                    type.Namespace?.StartsWith("Microsoft", StringComparison.Ordinal) is true)
            .Where(type => !type.IsDefined(typeof(CompilerGeneratedAttribute)) && type.DeclaringType is null)];

    private static readonly string[] _ofAccessRequest = [nameof(AccessRequest.Caller), nameof(AccessRequest.Method), nameof(AccessRequest.Time)];

    // The doubles for tests end with the test, not with a token.
    private static readonly string[] _asynchronousWithoutToken =
    [
        "GuardedTestServer.StartAsync", "GuardedTestServer.ConnectAsync", "GuardedTestServer.DisposeAsync",
    ];

    [Test]
    public void Public_classes_are_sealed_or_static() =>
        Assert.That(_types.Where(type => type.IsPublic && type.IsClass && !type.IsSealed), Is.Empty);

    [Test]
    public void Public_classes_in_namespaces_of_Microsoft_have_the_prefix_of_the_package() =>
        Assert.That(
            _types.Where(type => type.IsPublic && type.Namespace!.StartsWith("Microsoft", StringComparison.Ordinal)).Select(type => type.Name),
            Is.Not.Empty.And.All.StartsWith("McpGuard"));

    [Test]
    public void Names_of_asynchronous_methods_end_with_Async()
    {
        var methods = _types.SelectMany(OwnMethods)
            .Where(method => IsAsynchronous(method) != method.Name.Split('.')[^1].EndsWith("Async", StringComparison.Ordinal))
            .Select(NameOf);

        Assert.That(methods, Is.EqualTo(new[] { "SigningKeys.Refresh" }), "It hands out a reading that may be under way.");
    }

    [Test]
    public void Public_asynchronous_methods_take_a_cancellation_token_last()
    {
        var methods = _types.Where(type => type.IsPublic).SelectMany(OwnMethods)
            .Where(method => method.IsPublic && IsAsynchronous(method))
            .Where(method => method.GetParameters().LastOrDefault()?.ParameterType != typeof(CancellationToken))
            .Select(NameOf);

        Assert.That(methods, Is.EquivalentTo(_asynchronousWithoutToken));
    }

    [Test]
    public void Nothing_that_a_logger_throws_reaches_the_guard() =>
        Assert.That(
            SourceTree.Files.SelectMany(file => file.Text.Split('\n').Where(line => LogCall().IsMatch(line)).Select(line => $"{file.Path}: {line.Trim()}")),
            Is.Empty);

    [Test]
    [Category("STD-1")]
    public void Core_runs_without_asp_net() =>
        Assert.That(SourceTree.Core.GetReferencedAssemblies().Select(assembly => assembly.Name), Has.None.StartsWith("Microsoft.AspNetCore"));

    [Test]
    public void Audit_package_needs_the_base_class_library_only() =>
        Assert.That(
            typeof(AuditRecord).Assembly.GetReferencedAssemblies().Select(assembly => assembly.Name),
            Is.Not.Empty.And.All.StartsWith("System."));

    [Test]
    public void Nothing_in_the_core_knows_the_packages_around_it() =>
        Assert.That(
            SourceTree.Files.Where(
                file => file.Path.StartsWith("McpGuard/", StringComparison.Ordinal) && file.Text.Contains("McpGuard.Testing", StringComparison.Ordinal)),
            Is.Empty);

    [Test]
    public void Files_are_short() =>
        Assert.That(SourceTree.Files.Where(file => file.Text.Split('\n').Length > 251).Select(file => file.Path), Is.Empty);

    [Test]
    [Category("TOK-25")]
    public void Time_comes_from_the_time_provider() =>
        Assert.That(
            SourceTree.Files.Where(file => Regex.IsMatch(Code(file.Text), @"\bDateTime(Offset)?\.(UtcNow|Now|Today)\b|\bStopwatch\b|Task\.Delay"))
                .Select(file => file.Path),
            Is.Empty);

    [Test]
    public void Each_file_has_the_name_of_a_type_in_it() =>
        Assert.That(
            SourceTree.Files.Where(file => !Declared(file.Text).Contains(Path.GetFileNameWithoutExtension(file.Path))).Select(file => file.Path), Is.Empty);

    [Test]
    public void Experimental_parts_of_the_sdk_are_used_in_six_files() =>
        Assert.That(SourceTree.Files.Where(file => file.Text.Contains("MCPEXP", StringComparison.Ordinal)).Select(file => file.Path), Is.EquivalentTo(new[]
        {
            "McpGuard.AspNetCore/Sessions/GuardedSessions.cs",
            "McpGuard/Hosting/ServerCheck.cs",
            "McpGuard/Pipeline/GuardFilters.cs",
            "McpGuard/Pipeline/MessageDecider.cs",
            "McpGuard/Pipeline/ToolCallGuard.cs",
            "McpGuard/Policy/Surface/ServerSurface.cs",
        }));

    [Test]
    public void Question_to_the_policy_is_made_in_one_place() =>
        Assert.That(
            SourceTree.Files.Where(file => file.Path.Split('/')[0] is "McpGuard" or "McpGuard.AspNetCore")
                .Where(file => MakesAccessRequest(file.Text)).Select(file => file.Path),
            Is.EquivalentTo(new[] { "McpGuard/Recording/GuardedOperation.cs", "McpGuard/Policy/Explanation/RecordedRequest.cs" }),
            "A new fact must reach every question. Only an explanation makes one of a record.");

    [TestCase("new AccessRequest { Caller = c, Method = m, Time = t }", true)]
    [TestCase("new() { Time = t, Method = m, Target = x, Caller = c }", true)]
    [TestCase("new() { Caller = c, Method = m }", false)]
    public void Question_to_the_policy_is_found(string expression, bool isOne) =>
        Assert.That(MakesAccessRequest($"class C {{ object M() => {expression}; }}"), Is.EqualTo(isOne));

    [Test]
    public void Nothing_is_logged_but_by_the_log_and_the_audit_sink() =>
        Assert.That(
            SourceTree.Files.Where(file => Regex.IsMatch(Code(file.Text), @"\.Log(Trace|Debug|Information|Warning|Error|Critical)?\(|\bConsole\.(?!Rendering)"))
                .Select(file => file.Path),
            Is.EquivalentTo(new[]
            {
                "McpGuard/Hosting/ConfigurationExit.cs", "McpGuard/Recording/Logging/LoggerAuditSink.cs", "McpGuard/Recording/Sinks/OcsfAuditSink.cs",
                "McpGuard.Cli/Program.cs",
            }),
            "The tool and the export of events hand the console on, and a process that ends for its configuration says why where no log does.");

    [Test]
    public void Refusals_are_written_in_the_rooms_of_answers_only() =>
        Assert.That(
            SourceTree.Files.Where(file => file.Path.StartsWith("McpGuard/", StringComparison.Ordinal) ||
                    file.Path.StartsWith("McpGuard.AspNetCore/", StringComparison.Ordinal))
                .Where(file => Regex.IsMatch(Code(file.Text), @"\bnew (McpProtocolException|McpException|JsonRpcError|CallToolResult)\b|\.StatusCode = "))
                .Select(file => file.Path),
            Is.EquivalentTo(new[]
            {
                "McpGuard/Answers/GuardError.cs", "McpGuard/Answers/RefusalResult.cs",
                "McpGuard.AspNetCore/Answers/RefusalWriter.cs", "McpGuard.AspNetCore/Answers/ResourceMetadata.cs",
                "McpGuard.AspNetCore/Approvals/ApprovalAnswer.cs", "McpGuard.AspNetCore/Credentials/BrowserAccess.cs",
                "McpGuard.AspNetCore/Credentials/CorsResponse.cs",
            }),
            "The others are the pages of approvers, and the headers for pages in a browser.");

    [Test]
    [Category("AUD-7")]
    public void Each_reason_for_a_refusal_is_given_somewhere([Values] ReasonCode reason)
    {
        if (reason == ReasonCode.None)
            return;

        var mention = $"ReasonCode.{reason}";
        var givers = SourceTree.Files
            .Where(file => Path.GetFileName(file.Path) is not ("Refusal.cs" or "ReasonCode.cs"))
            .Where(file => Regex.IsMatch(Code(file.Text), $@"\b{Regex.Escape(mention)}\b"));

        Assert.That(givers, Is.Not.Empty);
    }

    // A type that is not written is recognized by the members that are required.
    private static bool MakesAccessRequest(string text) => CSharpSyntaxTree.ParseText(text).GetRoot().DescendantNodes()
        .OfType<InitializerExpressionSyntax>()
        .Select(initializer => initializer.Expressions.OfType<AssignmentExpressionSyntax>().Select(assignment => assignment.Left.ToString()))
        .Any(members => !_ofAccessRequest.Except(members).Any());

    private static IEnumerable<string> Declared(string text) => Declaration().Matches(Code(text)).Select(match => match.Groups[1].Value);

    // Comments and documentation may name what they explain.
    private static string Code(string text) => Comment().Replace(text, "");

    private static IEnumerable<MethodInfo> OwnMethods(Type type) => type
        .GetMethods(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly)
        .Where(method => !method.IsSpecialName && !method.Name.Contains('<', StringComparison.Ordinal));

    private static bool IsAsynchronous(MethodInfo method) =>
        typeof(Task).IsAssignableFrom(method.ReturnType) || method.ReturnType == typeof(ValueTask) ||
        (method.ReturnType.IsGenericType && method.ReturnType.GetGenericTypeDefinition() is var type &&
                (type == typeof(ValueTask<>) || type == typeof(IAsyncEnumerable<>)));

    private static string NameOf(MethodInfo method) => $"{method.DeclaringType!.Name}.{method.Name}";

    [GeneratedRegex(@"^(?:public|internal)[\w ]*\b(?:class|record|struct|enum|interface)(?: struct)? (\w+)", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    [GeneratedRegex(@"//.*$", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // A method group or a body that is handed to Quietly stands on a line of its own.
    [GeneratedRegex(@"^(?!.*(?:Quietly\.Run\(|=> Log\.ReloadFailed)).*\bLog\.[A-Z]\w*\(")]
    private static partial Regex LogCall();
}
