using System.Diagnostics;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Makes the records of decisions and outcomes and hands them to every sink.</summary>
internal sealed class AuditTrail(
    IEnumerable<IAuditSink> sinks,
    ArgumentDigest digest,
    GuardMetrics metrics,
    IOptions<McpGuardOptions> options,
    TimeProvider time,
    ILogger<AuditTrail> logger)
{
    // Long enough for every real name; what a stranger sends must not decide how large a record gets.
    private const int MaxText = 256;
    private const int MaxArgumentNames = 64;

    private readonly IAuditSink[] _sinks = [.. sinks];

    /// <summary>Records a decision before it takes effect.</summary>
    /// <returns>Whether the request may go on: false if the record was lost and what is not recorded must not run.</returns>
    public async ValueTask<bool> TryRecordDecisionAsync(
        GuardedOperation operation,
        DelegatedCaller? caller,
        AccessDecision decision,
        IDictionary<string, JsonElement>? arguments = null,
        int? httpStatus = null)
    {
        operation.IsRecorded = true;
        var names = arguments is { Count: > 0 } ? SortedNames(arguments) : null;
        var record = new AuditRecord
        {
            Time = time.GetUtcNow(),
            Event = AuditEvent.Decision,
            OperationId = operation.Id,
            Effect = EffectOf(decision),
            Reason = decision.IsAllowed && decision.Shadow is { } shadow ? shadow.Reason : decision.Reason,
            Rule = decision.IsAllowed && decision.Shadow is { } reporting ? reporting.Rule : decision.Rule,
            OverriddenBy = decision.Target?.OverriddenBy,
            PolicyVersion = decision.PolicyVersion ?? operation.Policy.Settings.Version,
            Facts = decision.Facts.Count > 0 ? BoundedFacts(decision.Facts) : null,
            Transport = operation.Transport,
            ProtocolVersion = Bounded(operation.ProtocolVersion),
            Method = Bounded(operation.Method),
            Target = Bounded(operation.Target),
            RequestId = Bounded(operation.RequestId),
            HttpStatus = httpStatus,
            ClientAddress = operation.ClientAddress?.ToString(),
            Resource = options.Value.Resource,
            Issuer = caller?.Issuer,
            Subject = caller?.Subject,
            Actors = ActorsOf(caller),
            ClientId = caller?.ClientId,
            SessionId = caller?.SessionId,
            TokenId = caller?.TokenId,
            Remarks = AuditRemarks.Of(caller),
            ScopesRequired = decision.Target is null ? null : decision.ScopesRequired,
            ScopesGranted = caller?.Scopes,
            ScopesMissing = decision.ScopesMissing.Count > 0 ? decision.ScopesMissing : null,
            ScopesSatisfiedBy = decision.SatisfiedBy.Count > 0 ? decision.SatisfiedBy : null,
            ArgumentNames = names is null ? null : Bounded(names),
            ArgumentDigest = names is null ? null : digest.Of(names, arguments!),
            TraceId = Activity.Current?.TraceId.ToHexString(),
        };

        metrics.Count(record);
        return await TryWriteAsync(record) || options.Value.Audit.FailureMode == AuditFailureMode.LogAndContinue;
    }

    /// <summary>
    /// Records how an allowed request ended. It has run already, so a lost record is logged and the result delivered;
    /// that it was about to run is on record.
    /// </summary>
    public async ValueTask RecordOutcomeAsync(
        GuardedOperation operation,
        DelegatedCaller caller,
        AuditOutcome outcome,
        int? withheld = null,
        int? httpStatus = null)
    {
        operation.HasOutcome = true;
        await TryWriteAsync(new AuditRecord
        {
            Time = time.GetUtcNow(),
            Event = AuditEvent.Outcome,
            OperationId = operation.Id,
            Reason = operation.Fault,
            Outcome = outcome,
            DurationMs = Math.Round(time.GetElapsedTime(operation.StartedAt).TotalMilliseconds, 3),
            Withheld = withheld,
            Transport = operation.Transport,
            Method = Bounded(operation.Method),
            Target = Bounded(operation.Target),
            HttpStatus = httpStatus,
            Issuer = caller.Issuer,
            Subject = caller.Subject,
            Actors = ActorsOf(caller),
            ClientId = caller.ClientId,
            TokenId = caller.TokenId,
        });
    }

    /// <summary>
    /// Completes the records of a request that has been served. What the server answered by itself was allowed, and
    /// never reached a tool; a suspended call that went on did, past the filter that would have seen it end.
    /// </summary>
    public async ValueTask CloseAsync(GuardedOperation operation, DelegatedCaller caller, int? httpStatus = null)
    {
        if (!operation.IsRecorded)
        {
            await TryRecordDecisionAsync(operation, caller, operation.Policy.AnyCaller);
            await RecordOutcomeAsync(operation, caller, AuditOutcome.NotDispatched, httpStatus: httpStatus);
        }
        else if (operation.IsResumed && !operation.HasOutcome)
        {
            await RecordOutcomeAsync(operation, caller, AuditOutcome.Resumed);
        }
    }

    /// <summary>Records that another policy is in force, or that a change was refused and this one stays.</summary>
    public async Task RecordPolicyAsync(AuditEvent @event, string version) => await TryWriteAsync(new AuditRecord
    {
        Time = time.GetUtcNow(),
        Event = @event,
        OperationId = OperationId.Next(time),
        PolicyVersion = version,
        Resource = options.Value.Resource,
    });

    private async ValueTask<bool> TryWriteAsync(AuditRecord record)
    {
        var isWritten = true;
        foreach (var sink in _sinks)
        {
            try
            {
                // Not the call's own token: a caller that goes away must not take its record along.
                await sink.WriteAsync(record, CancellationToken.None);
            }
            catch (Exception exception)
            {
                // The other sinks get the record all the same.
                Log.AuditFailed(logger, record.OperationId, record.Event, exception);
                isWritten = false;
            }
        }

        return isWritten;
    }

    private static AuditEffect EffectOf(AccessDecision decision) => decision switch
    {
        { IsAllowed: false } => AuditEffect.Deny,
        { Shadow: not null } => AuditEffect.WouldDeny,
        _ => AuditEffect.Allow,
    };

    private static IReadOnlyList<AccessFact> BoundedFacts(IReadOnlyList<AccessFact> facts) =>
        facts.Any(fact => fact.Value?.Length > MaxText) ? [.. facts.Select(fact => fact with { Value = Bounded(fact.Value) })] : facts;

    private static string[]? ActorsOf(DelegatedCaller? caller)
    {
        if (caller?.Actor is not { } current)
            return null;
        if (current.Prior is null)
            return [NameOf(current)];

        var actors = new List<string>();
        for (var actor = current; actor is not null; actor = actor.Prior)
            actors.Add(NameOf(actor));

        return [.. actors];

        string NameOf(Actor actor) => actor.Issuer is null || actor.Issuer == caller.Issuer ? actor.Subject : $"{actor.Issuer} {actor.Subject}";
    }

    private static string[] SortedNames(IDictionary<string, JsonElement> arguments)
    {
        var names = new string[arguments.Count];
        arguments.Keys.CopyTo(names, 0);
        Array.Sort(names, StringComparer.Ordinal);
        return names;
    }

    private static string[] Bounded(string[] names) =>
        names.Length <= MaxArgumentNames && Array.TrueForAll(names, name => name.Length <= MaxText)
            ? names
            : [.. names.Take(MaxArgumentNames).Select(name => Bounded(name)!)];

    private static string? Bounded(string? text) => text is { Length: > MaxText } ? string.Concat(text.AsSpan(0, MaxText), "…") : text;
}
