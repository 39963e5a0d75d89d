using System.Diagnostics.CodeAnalysis;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// One fact for review: the caller, the request, the decision and its reason, or how the request ended. It contains no token and no result,
/// and only those argument values that <c>ToolOptions.RecordedValues</c> names. The caller is taken from a verified token, or is absent. A
/// record is immutable; a sink that writes less of it makes a copy (<c>record with { Target = null }</c>).
/// </summary>
public sealed record AuditRecord
{
    /// <summary>The present version of the schema. Within a version, members are only added.</summary>
    public const int CurrentSchemaVersion = 1;

    private RecordContent _content = new();

    /// <summary>Makes a record; object initializers set its members.</summary>
    public AuditRecord()
    {
    }

#pragma warning disable CS8618 // The content has all members.
    [SetsRequiredMembers]
    internal AuditRecord(in RecordContent content) => _content = content.WithTexts();
#pragma warning restore CS8618

    internal ref readonly RecordContent Content => ref _content;

    /// <summary>The version of the record's schema.</summary>
    public int SchemaVersion { get => _content.SchemaVersion; init => _content.SchemaVersion = value; }

    /// <summary>The unique identifier of this record.</summary>
    public required string RecordId { get => _content.RecordId.ToString(); init => _content.RecordId = new(value); }

    /// <summary>The time of the event, UTC.</summary>
    public required DateTimeOffset Time { get => _content.Time; init => _content.Time = value; }

    /// <summary>The event that the record describes.</summary>
    public required AuditEvent Event { get => _content.Event; init => _content.Event = value; }

    /// <summary>The identifier that the records of one request share. A refused caller gets it too.</summary>
    public required string OperationId { get => _content.OperationId.ToString(); init => _content.OperationId = new(value); }

    /// <summary>For a decision: its effect.</summary>
    public AuditEffect? Effect { get => _content.Effect; init => _content.Effect = value; }

    /// <summary>
    /// For a decision: the number of equal refusals without a caller that it represents, from one address or from many. Null for a record
    /// of one request. See <c>AuditOptions.Refusals</c>.
    /// </summary>
    public long? Count { get => _content.Count; init => _content.Count = value; }

    /// <summary>For a record with a <see cref="Count"/>: the time of the first refusal.</summary>
    public DateTimeOffset? Since { get => _content.Since; init => _content.Since = value; }

    /// <summary>For a decision, its reason. For an outcome, the reason why the guard ended the call, or null.</summary>
    public ReasonCode? Reason { get => _content.Reason; init => _content.Reason = value; }

    /// <summary>For an outcome: how the request ended.</summary>
    public AuditOutcome? Outcome { get => _content.Outcome; init => _content.Outcome = value; }

    /// <summary>For an outcome: milliseconds since the request arrived.</summary>
    public double? DurationMs { get => _content.DurationMs; init => _content.DurationMs = value; }

    /// <summary>For a decision: the guard's own time, in milliseconds from the arrival of the request to the decision.</summary>
    public double? GuardMs { get => _content.GuardMs; init => _content.GuardMs = value; }

    /// <summary>For an outcome: the kind, size and digest of the result.</summary>
    public AuditResult? Result { get => _content.Result.Made; init => _content.Result = new(value); }

    /// <summary>For an outcome of a list: the number of entries that the caller was shown.</summary>
    public int? Shown { get => _content.Shown; init => _content.Shown = value; }

    /// <summary>For an outcome of a list: the number of entries that the caller was not shown.</summary>
    public int? Withheld { get => _content.Withheld; init => _content.Withheld = value; }

    /// <summary>A digest of the names of the entries that the caller was not shown. See <c>AuditOptions.DigestKey</c>.</summary>
    public string? WithheldDigest { get => _content.WithheldDigest; init => _content.WithheldDigest = value; }

    /// <summary>
    /// The rule that decided: a rule of the policy, <c>declaration</c> for the code, <c>options</c> for the options by tool name. For <see
    /// cref="AuditEffect.WouldDeny"/>, the rule that would have denied.
    /// </summary>
    public string? Rule { get => _content.Rule; init => _content.Rule = value; }

    /// <summary>The rule that replaced the declarations in code, if there is one.</summary>
    public string? OverriddenBy { get => _content.OverriddenBy; init => _content.OverriddenBy = value; }

    /// <summary>The version of the policy that decided, or that an event is about.</summary>
    public string? PolicyVersion { get => _content.PolicyVersion; init => _content.PolicyVersion = value; }

    /// <summary>For a decision: the facts that the policy's conditions checked, and their results.</summary>
    public IReadOnlyList<AccessFact>? Facts { get => _content.Facts; init => _content.Facts = value; }

    /// <summary>For a request: its transport, <c>http</c>, <c>stdio</c> or <c>stream</c>.</summary>
    public string? Transport { get => _content.Transport; init => _content.Transport = value; }

    /// <summary>The protocol version in the request.</summary>
    public string? ProtocolVersion { get => _content.ProtocolVersion; init => _content.ProtocolVersion = value; }

    /// <summary>The JSON-RPC method.</summary>
    public string? Method { get => _content.Method; init => _content.Method = value; }

    /// <summary>The target of the request: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get => _content.Target; init => _content.Target = value; }

    /// <summary>The JSON-RPC id, as the client chose it.</summary>
    public string? RequestId { get => _content.RequestId; init => _content.RequestId = value; }

    /// <summary>The size of the request's body in bytes.</summary>
    public long? RequestBytes { get => _content.RequestBytes; init => _content.RequestBytes = value; }

    /// <summary>The HTTP status of the guard's answer.</summary>
    public int? HttpStatus { get => _content.HttpStatus; init => _content.HttpStatus = value; }

    /// <summary>For a refusal: the JSON-RPC error code.</summary>
    public int? ErrorCode { get => _content.ErrorCode; init => _content.ErrorCode = value; }

    /// <summary>How often the operation had been suspended before, to ask its user; null for the first round.</summary>
    public int? Round { get => _content.Round; init => _content.Round = value; }

    /// <summary>The address of the client.</summary>
    public string? ClientAddress { get => _content.ClientAddress; init => _content.ClientAddress = value; }

    /// <summary>The port of the client.</summary>
    public int? ClientPort { get => _content.ClientPort; init => _content.ClientPort = value; }

    /// <summary>The gateways through which the request came, the nearest first; null if none is proven.</summary>
    public IReadOnlyList<AuditGateway>? Gateways { get => _content.Gateways; init => _content.Gateways = value; }

    /// <summary>The identifier of this server (<c>McpGuardOptions.Resource</c>).</summary>
    public string? Resource { get => _content.Resource; init => _content.Resource = value; }

    /// <summary>The issuer of the caller's token (<c>iss</c>).</summary>
    public string? Issuer { get => _content.Issuer; init => _content.Issuer = value; }

    /// <summary>The subject whose authority the caller uses (<c>sub</c>).</summary>
    public string? Subject { get => _content.Subject; init => _content.Subject = value; }

    /// <summary>
    /// The actors, the current one first, then the prior ones. An actor of another issuer than <see cref="Issuer"/> has that issuer before
    /// its name.
    /// </summary>
    public IReadOnlyList<string>? Actors { get => _content.Actors; init => _content.Actors = value; }

    /// <summary>The tenant that a gateway names, such as a team. It is not an actor.</summary>
    public string? Tenant { get => _content.Tenant; init => _content.Tenant = value; }

    /// <summary>The OAuth client (<c>client_id</c>).</summary>
    public string? ClientId { get => _content.ClientId; init => _content.ClientId = value; }

    /// <summary>The session, from <see cref="SessionSource"/>.</summary>
    public string? SessionId { get => _content.SessionId; init => _content.SessionId = value; }

    /// <summary>The source of <see cref="SessionId"/>.</summary>
    public AuditSessionSource? SessionSource { get => _content.SessionSource; init => _content.SessionSource = value; }

    /// <summary>The token's identifier (<c>jti</c>), or a keyed hash of a token without one.</summary>
    public string? TokenId { get => _content.TokenId; init => _content.TokenId = value; }

    /// <summary>For a decision: further content of the verified token.</summary>
    public AuditToken? Token { get => _content.Token; init => _content.Token = value; }

    /// <summary>For a decision: unverified values from the request.</summary>
    public AuditClaims? Claimed { get => _content.Claimed; init => _content.Claimed = value; }

    /// <summary>Remarks on the caller's identity, or for <see cref="AuditEvent.PolicyLoaded"/> on the policy.</summary>
    public IReadOnlyList<AuditRemark>? Remarks { get => _content.Remarks; init => _content.Remarks = value; }

    /// <summary>The scopes that the operation needs.</summary>
    public IReadOnlyCollection<string>? ScopesRequired { get => _content.ScopesRequired; init => _content.ScopesRequired = value; }

    /// <summary>The scopes that the caller has.</summary>
    public IReadOnlyCollection<string>? ScopesGranted { get => _content.ScopesGranted; init => _content.ScopesGranted = value; }

    /// <summary>The scopes that the caller lacks.</summary>
    public IReadOnlyCollection<string>? ScopesMissing { get => _content.ScopesMissing; init => _content.ScopesMissing = value; }

    /// <summary>The wider scopes of the caller that include required scopes.</summary>
    public IReadOnlyCollection<string>? ScopesSatisfiedBy { get => _content.ScopesSatisfiedBy; init => _content.ScopesSatisfiedBy = value; }

    /// <summary>The names of the arguments, sorted.</summary>
    public IReadOnlyList<string>? ArgumentNames { get => _content.ArgumentNames; init => _content.ArgumentNames = value; }

    /// <summary>The JSON types of the arguments, in the order of their names.</summary>
    public IReadOnlyList<string>? ArgumentTypes { get => _content.ArgumentTypes; init => _content.ArgumentTypes = value; }

    /// <summary>The size of the arguments in bytes.</summary>
    public int? ArgumentBytes { get => _content.ArgumentBytes; init => _content.ArgumentBytes = value; }

    /// <summary>A digest of the arguments: equal arguments have equal digests. See <c>AuditOptions.DigestKey</c>.</summary>
    public string? ArgumentDigest { get => _content.ArgumentDigest.ToString(); init => _content.ArgumentDigest = new(value); }

    /// <summary>The argument values that <c>ToolOptions.RecordedValues</c> names, by JSON pointer.</summary>
    public IReadOnlyDictionary<string, string>? ArgumentValues { get => _content.ArgumentValues; init => _content.ArgumentValues = value; }

    /// <summary>The names of the arguments that the tool's schema does not declare, sorted.</summary>
    public IReadOnlyList<string>? UndeclaredArguments { get => _content.UndeclaredArguments; init => _content.UndeclaredArguments = value; }

    /// <summary>A digest of the tool's definition: name, description, schemas, annotations.</summary>
    public string? DefinitionDigest { get => _content.DefinitionDigest; init => _content.DefinitionDigest = value; }

    /// <summary>The W3C trace of the request, for correlation only.</summary>
    public string? TraceId { get => _content.TraceId; init => _content.TraceId = value; }

    /// <summary>The span of this server, for correlation only.</summary>
    public string? SpanId { get => _content.SpanId; init => _content.SpanId = value; }

    /// <summary>The client's span, as the client states it, for correlation only.</summary>
    public string? ParentSpanId { get => _content.ParentSpanId; init => _content.ParentSpanId = value; }

    /// <summary>For an event of a sink: the sink's name.</summary>
    public string? Sink { get => _content.Sink; init => _content.Sink = value; }

    /// <summary>For <see cref="AuditEvent.RecordsLost"/>: the number of lost records. Zero if the record only shows that the sink answers again.</summary>
    public long? Lost { get => _content.Lost; init => _content.Lost = value; }

    /// <summary>For <see cref="AuditEvent.RecordsLost"/>: the time of the first lost record.</summary>
    public DateTimeOffset? LostSince { get => _content.LostSince; init => _content.LostSince = value; }

    /// <summary>For <see cref="AuditEvent.KeysChanged"/>: the identifiers of the present keys.</summary>
    public IReadOnlyList<string>? KeyIds { get => _content.KeyIds; init => _content.KeyIds = value; }

    /// <summary>For <see cref="AuditEvent.PolicyRefused"/>: why the changed settings were refused.</summary>
    public IReadOnlyList<string>? Problems { get => _content.Problems; init => _content.Problems = value; }

    /// <summary>For <see cref="AuditEvent.GuardStarted"/> and <see cref="AuditEvent.GuardStopped"/>: the guard's version.</summary>
    public string? GuardVersion { get => _content.GuardVersion; init => _content.GuardVersion = value; }

    /// <summary>The approval that the event is about, or that a decision or outcome needed.</summary>
    public string? ApprovalId { get => _content.ApprovalId; init => _content.ApprovalId = value; }

    /// <summary>For an event of an approval: the person who caused it.</summary>
    public AuditPerson? Approver { get => _content.Approver; init => _content.Approver = value; }

    /// <summary>For an event of an approval: all people whose approval counts so far.</summary>
    public IReadOnlyList<AuditPerson>? Approvers { get => _content.Approvers; init => _content.Approvers = value; }

    /// <summary>For an event of an approval: how many of the needed votes there are, for example <c>1 of 2</c>.</summary>
    public string? Votes { get => _content.Votes; init => _content.Votes = value; }

    /// <summary>The time at which the record was given to the sinks, UTC.</summary>
    public required DateTimeOffset LoggedTime { get => _content.LoggedTime; init => _content.LoggedTime = value; }

    /// <summary>The record in its written form: one line of JSON.</summary>
    /// <returns>The line, without its end.</returns>
    public override string ToString() => JsonSerializer.Serialize(this, AuditJson.Default.AuditRecord);
}
