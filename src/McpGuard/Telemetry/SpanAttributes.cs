using System.Diagnostics;
using System.Globalization;

namespace McpGuard;

/// <summary>
/// The attributes of spans: never a token or an argument, and the caller only if the options allow it. All values are from the decision's
/// record, which bounds them.
/// </summary>
internal static class SpanAttributes
{
    // From this version on there are no sessions.
    private const string FirstVersionWithoutSessions = "2026-07-28";

    private const string ServerSource = "Experimental.ModelContextProtocol";

    /// <summary>Describes the guard's own span of the decision.</summary>
    public static void Describe(Activity span, in TracedDecision told)
    {
        var record = told.Record;
        AddDecision(span, told);
        span.SetTag(TelemetryNames.Transport, record.Transport)
            .SetTag(TelemetryNames.Rule, record.Rule)
            .SetTag(TelemetryNames.PolicyId, record.PolicyVersion)
            .SetTag(TelemetryNames.ScopesMissing, record.ScopesMissing is { } scopes ? scopes.ToArray() : null)
            .SetTag(TelemetryNames.ActorDepth, record.Subject is null ? null : record.Actors?.Count ?? 0)
            .SetTag(TelemetryNames.Method, record.Method)
            .SetTag(TelemetryNames.ProtocolVersion, record.ProtocolVersion)
            .SetTag(TelemetryNames.RequestId, record.RequestId)
            .SetTag(TelemetryNames.NetworkTransport, TransportOf(told))
            .SetTag(TelemetryNames.NetworkProtocol, told.HttpProtocol is null ? null : "http");
        if (TargetName(told.Kind) is { } target)
            span.SetTag(target, record.Target);

        AddNetwork(span, told.HttpProtocol);
        if (told.WithIdentity)
            AddIdentity(span, record);
        if (told.Effect != AuditEffect.Deny)
            return;

        var code = record.ErrorCode?.ToString(CultureInfo.InvariantCulture);
        span.SetTag(TelemetryNames.ErrorType, code ?? RecordedName.Of(told.Reason)).SetTag(TelemetryNames.StatusCode, code).SetStatus(ActivityStatusCode.Error);
    }

    /// <summary>
    /// Adds attributes to the server's span for the message. The server adds its own attributes after the message has been served, so none
    /// of them may be set before.
    /// </summary>
    public static void Enrich(in TracedDecision told)
    {
        var span = Activity.Current;
        while (span is not null && !(span.Kind == ActivityKind.Server && span.Source.Name == ServerSource))
            span = span.Parent;
        if (span is not { IsAllDataRequested: true })
            return;

        AddDecision(span, told);
        AddNetwork(span, told.HttpProtocol);
        if (told.WithIdentity)
            AddIdentity(span, told.Record);

        // The server has generated an identifier there.
        if (string.CompareOrdinal(told.Record.ProtocolVersion, FirstVersionWithoutSessions) >= 0)
            span.SetTag(TelemetryNames.SessionId, null);
    }

    private static void AddDecision(Activity span, in TracedDecision told) => span
        .SetTag(TelemetryNames.OperationId, told.Record.OperationId)
        .SetTag(TelemetryNames.Decision, RecordedName.Of(told.Effect))
        .SetTag(TelemetryNames.Reason, RecordedName.Of(told.Reason));

    private static void AddNetwork(Activity span, string? httpProtocol)
    {
        if (httpProtocol is { } protocol)
            span.SetTag(TelemetryNames.NetworkVersion, protocol[(protocol.IndexOf('/', StringComparison.Ordinal) + 1)..]);
    }

    private static void AddIdentity(Activity span, AuditRecord record) => span
        .SetTag(TelemetryNames.User, record.Subject)
        .SetTag(TelemetryNames.Client, record.ClientId)
        .SetTag(TelemetryNames.Actor, record.Actors is [{ } current, ..] ? current : null)
        .SetTag(TelemetryNames.ClientAddress, record.ClientAddress)
        .SetTag(TelemetryNames.ClientPort, record.ClientPort);

    // Attributes without a standard name are omitted: the id of a task grants access to it.
    private static string? TargetName(TargetKind kind) => kind switch
    {
        TargetKind.Tool => TelemetryNames.Tool,
        TargetKind.Prompt => TelemetryNames.Prompt,
        TargetKind.Resource => TelemetryNames.ResourceUri,
        _ => null,
    };

    private static string? TransportOf(in TracedDecision told) => told switch
    {
        { HttpProtocol: "HTTP/3" } => "quic",
        { HttpProtocol: not null } => "tcp",
        { Record.Transport: TransportNames.Stdio } => "pipe",
        _ => null,
    };
}
