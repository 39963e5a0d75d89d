using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Finds the rules of recorded values and the audit sinks with which the guard could not record.</summary>
internal sealed class RecordingCheck(IServiceProvider services, ILogger<RecordingCheck> logger)
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    /// <param name="options">The options, or null if they cannot be read.</param>
    /// <param name="isValid">Whether the options are valid. If so, the sinks are created. Otherwise only the files of the guard's own sinks are
    /// checked, since other sinks may need valid options.</param>
    public IReadOnlyList<string> FindProblems(McpGuardOptions? options, bool isValid) => options is null ? [] :
    [
        .. RecordedValues.FindProblems(options, services.GetService<IRedactorProvider>()),
        .. isValid
            ? AuditRoutes.FindProblems([.. services.GetServices<IAuditSink>()], options.Audit)
            : AuditRoutes.FindFileProblems(options.Audit),
        .. options.Audit.Ocsf.StandardOutput && services.GetService<ITransport>() is StdioServerTransport
            ? [$"{Section}:Audit:Ocsf:StandardOutput is set, and the server speaks MCP over the standard output. Set {Section}:Audit:Ocsf:File instead."]
            : Array.Empty<string>(),
    ];

    /// <summary>Warns if no sink takes the records of allowed calls. The log is one whose level may be switched off.</summary>
    public void Warn()
    {
        var allowed = new RecordContent { Event = AuditEvent.Decision, Effect = AuditEffect.Allow, Reason = ReasonCode.Allowed };
        if (!services.GetServices<IAuditSink>().Any(sink => sink is not ISelectiveSink selective || selective.Takes(allowed)))
            Quietly.Run(() => Log.NothingRecorded(logger, McpGuardDefaults.AuditCategory, Section));
    }
}
