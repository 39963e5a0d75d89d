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

    /// <summary>The version of the record's schema.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>The unique identifier of this record.</summary>
    public required string RecordId { get; init; }

    /// <summary>The time of the event, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>The event that the record describes.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>The identifier that the records of one request share. A refused caller gets it too.</summary>
    public required string OperationId { get; init; }

    /// <summary>For a decision: its effect.</summary>
    public AuditEffect? Effect { get; init; }

    /// <summary>
    /// For a decision: the number of equal refusals without a caller that it represents, from one address or from many. Null for a record
    /// of one request. See <c>AuditOptions.Refusals</c>.
    /// </summary>
    public long? Count { get; init; }

    /// <summary>For a record with a <see cref="Count"/>: the time of the first refusal.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>For a decision, its reason. For an outcome, the reason why the guard ended the call, or null.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>For an outcome: how the request ended.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>For an outcome: milliseconds since the request arrived.</summary>
    public double? DurationMs { get; init; }

    /// <summary>For a decision: the guard's own time, in milliseconds from the arrival of the request to the decision.</summary>
    public double? GuardMs { get; init; }

    /// <summary>For an outcome: the kind, size and digest of the result.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>For an outcome of a list: the number of entries that the caller was shown.</summary>
    public int? Shown { get; init; }

    /// <summary>For an outcome of a list: the number of entries that the caller was not shown.</summary>
    public int? Withheld { get; init; }

    /// <summary>A digest of the names of the entries that the caller was not shown. See <c>AuditOptions.DigestKey</c>.</summary>
    public string? WithheldDigest { get; init; }

    /// <summary>
    /// The rule that decided: a rule of the policy, <c>declaration</c> for the code, <c>options</c> for the options by tool name. For <see
    /// cref="AuditEffect.WouldDeny"/>, the rule that would have denied.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>The rule that replaced the declarations in code, if there is one.</summary>
    public string? OverriddenBy { get; init; }

    /// <summary>The version of the policy that decided, or that an event is about.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>For a decision: the facts that the policy's conditions checked, and their results.</summary>
    public IReadOnlyList<AccessFact>? Facts { get; init; }

    /// <summary>For a request: its transport, <c>http</c>, <c>stdio</c> or <c>stream</c>.</summary>
    public string? Transport { get; init; }

    /// <summary>The protocol version in the request.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The JSON-RPC method.</summary>
    public string? Method { get; init; }

    /// <summary>The target of the request: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; init; }

    /// <summary>The JSON-RPC id, as the client chose it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The size of the request's body in bytes.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>The HTTP status of the guard's answer.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>For a refusal: the JSON-RPC error code.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>How often the operation had been suspended before, to ask its user; null for the first round.</summary>
    public int? Round { get; init; }

    /// <summary>The address of the client.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The port of the client.</summary>
    public int? ClientPort { get; init; }

    /// <summary>The gateway that forwarded the request, if its signature proves that.</summary>
    public string? Gateway { get; init; }

    /// <summary>The identifier of this server (<c>McpGuardOptions.Resource</c>).</summary>
    public string? Resource { get; init; }

    /// <summary>The issuer of the caller's token (<c>iss</c>).</summary>
    public string? Issuer { get; init; }

    /// <summary>The subject whose authority the caller uses (<c>sub</c>).</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// The actors, the current one first, then the prior ones. An actor of another issuer than <see cref="Issuer"/> has that issuer before
    /// its name.
    /// </summary>
    public IReadOnlyList<string>? Actors { get; init; }

    /// <summary>The OAuth client (<c>client_id</c>).</summary>
    public string? ClientId { get; init; }

    /// <summary>The session, from <see cref="SessionSource"/>.</summary>
    public string? SessionId { get; init; }

    /// <summary>The source of <see cref="SessionId"/>.</summary>
    public AuditSessionSource? SessionSource { get; init; }

    /// <summary>The token's identifier (<c>jti</c>), or a keyed hash of a token without one.</summary>
    public string? TokenId { get; init; }

    /// <summary>For a decision: further content of the verified token.</summary>
    public AuditToken? Token { get; init; }

    /// <summary>For a decision: unverified values from the request.</summary>
    public AuditClaims? Claimed { get; init; }

    /// <summary>Remarks on the caller's identity, or for <see cref="AuditEvent.PolicyLoaded"/> on the policy.</summary>
    public IReadOnlyList<AuditRemark>? Remarks { get; init; }

    /// <summary>The scopes that the operation needs.</summary>
    public IReadOnlyCollection<string>? ScopesRequired { get; init; }

    /// <summary>The scopes that the caller has.</summary>
    public IReadOnlyCollection<string>? ScopesGranted { get; init; }

    /// <summary>The scopes that the caller lacks.</summary>
    public IReadOnlyCollection<string>? ScopesMissing { get; init; }

    /// <summary>The wider scopes of the caller that include required scopes.</summary>
    public IReadOnlyCollection<string>? ScopesSatisfiedBy { get; init; }

    /// <summary>The names of the arguments, sorted.</summary>
    public IReadOnlyList<string>? ArgumentNames { get; init; }

    /// <summary>The JSON types of the arguments, in the order of their names.</summary>
    public IReadOnlyList<string>? ArgumentTypes { get; init; }

    /// <summary>The size of the arguments in bytes.</summary>
    public int? ArgumentBytes { get; init; }

    /// <summary>A digest of the arguments: equal arguments have equal digests. See <c>AuditOptions.DigestKey</c>.</summary>
    public string? ArgumentDigest { get; init; }

    /// <summary>The argument values that <c>ToolOptions.RecordedValues</c> names, by JSON pointer.</summary>
    public IReadOnlyDictionary<string, string>? ArgumentValues { get; init; }

    /// <summary>The names of the arguments that the tool's schema does not declare, sorted.</summary>
    public IReadOnlyList<string>? UndeclaredArguments { get; init; }

    /// <summary>A digest of the tool's definition: name, description, schemas, annotations.</summary>
    public string? DefinitionDigest { get; init; }

    /// <summary>The W3C trace of the request, for correlation only.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span of this server, for correlation only.</summary>
    public string? SpanId { get; init; }

    /// <summary>The client's span, as the client states it, for correlation only.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>For an event of a sink: the sink's name.</summary>
    public string? Sink { get; init; }

    /// <summary>For <see cref="AuditEvent.RecordsLost"/>: the number of lost records. Zero if the record only shows that the sink answers again.</summary>
    public long? Lost { get; init; }

    /// <summary>For <see cref="AuditEvent.RecordsLost"/>: the time of the first lost record.</summary>
    public DateTimeOffset? LostSince { get; init; }

    /// <summary>For <see cref="AuditEvent.KeysChanged"/>: the identifiers of the present keys.</summary>
    public IReadOnlyList<string>? KeyIds { get; init; }

    /// <summary>For <see cref="AuditEvent.GuardStarted"/> and <see cref="AuditEvent.GuardStopped"/>: the guard's version.</summary>
    public string? GuardVersion { get; init; }

    /// <summary>The time at which the record was given to the sinks, UTC.</summary>
    public required DateTimeOffset LoggedTime { get; init; }

    /// <summary>The record in its written form: one line of JSON.</summary>
    /// <returns>The line, without its end.</returns>
    public override string ToString() => JsonSerializer.Serialize(this, AuditJson.Default.AuditRecord);
}
