using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard;

/// <summary>Finds the rules of recorded values and the audit sinks with which the guard could not record. It creates the sinks.</summary>
internal sealed class RecordingCheck(IServiceProvider services)
{
    /// <param name="options">The options, or null if they cannot be read.</param>
    /// <param name="isValid">Whether the options are valid. Sinks cannot be created with invalid options.</param>
    public IReadOnlyList<string> FindProblems(McpGuardOptions? options, bool isValid) => options is null ? [] :
    [
        .. RecordedValues.FindProblems(options, services.GetService<IRedactorProvider>()),
        .. isValid ? AuditRoutes.FindProblems([.. services.GetServices<IAuditSink>()], options.Audit) : [],
    ];
}
