using System.Linq;
using System.Reflection;
using Microsoft.CodeAnalysis;

namespace McpGuard.Analyzers;

/// <summary>The rules. Each has a section of its own on the page.</summary>
internal static class Rules
{
    public static readonly DiagnosticDescriptor Undeclared = Warning(
        "MGD001", "Declare who may use a tool", "'{0}' has no declaration of who may use it. Add [RequireScope(\"…\")] or [AllowAnyCaller].");

    public static readonly DiagnosticDescriptor NotAScope = Warning(
        "MGD002",
        "Write a scope as one word",
        "'{0}' cannot be a scope: no token can have it. A scope has neither blanks nor quotes, and only ASCII characters (RFC 6749 section 3.3).");

    public static readonly DiagnosticDescriptor NotAPrimitive = Warning(
        "MGD003", "Put requirements on what the server offers", "[{0}] has no effect on '{1}', which is not a tool, prompt or resource");

    public static readonly DiagnosticDescriptor Unguarded = Warning(
        "MGD004", "Guard the endpoint", "MapMcp without RequireMcpGuard serves every caller over HTTP. Write MapMcp(…).RequireMcpGuard().");

    public static readonly DiagnosticDescriptor ReadsToken = Warning(
        "MGD005",
        "Leave the token to the guard",
        "'{0}' reads the credential of the request. The guard removes it before the tool runs; take a DelegatedCaller as a parameter instead.");

    public static readonly DiagnosticDescriptor AsksForCredential = Warning(
        "MGD006",
        "Do not take credentials as arguments",
        "The parameter '{0}' looks like a credential. A model would have to know it, and clients and gateways log arguments.");

    public static readonly DiagnosticDescriptor NoSink = new(
        "MGD007", "Choose where audit records go", "This server has no audit sink but its log. Set Audit:File:Directory, or call WithAuditSink.",
        "McpGuard", DiagnosticSeverity.Info, isEnabledByDefault: true, helpLinkUri: Help("MGD007"), customTags: WellKnownDiagnosticTags.CompilationEnd);

    private static DiagnosticDescriptor Warning(string id, string title, string message) =>
        new(
            id,
            title,
            message,
            "McpGuard",
            DiagnosticSeverity.Warning,
            isEnabledByDefault: true,
            helpLinkUri: Help(id),
            customTags: id is "MGD003" ? [WellKnownDiagnosticTags.CompilationEnd] : []);

    // The address of the repository is a property of the build. Without it there is no link.
    private static string? Help(string id) =>
        typeof(Rules).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().FirstOrDefault(
            metadata => metadata.Key == "RepositoryUrl")?.Value is { Length: > 0 } repository
            ? $"{repository}/blob/HEAD/src/McpGuard.Analyzers/README.md#{id.ToLowerInvariant()}"
            : null;
}
