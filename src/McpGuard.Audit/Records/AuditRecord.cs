using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>
/// One fact for review: who asked for what, through whom, what was decided and why, or how it ended. It holds no
/// token, no result, and of the arguments only the values that <c>ToolOptions.RecordedValues</c> names. Who calls is from a verified
/// token, or absent. It does not change; a sink that writes less of it makes a copy (<c>record with { Target = null }</c>).
/// </summary>
public sealed record AuditRecord
{
    /// <summary>The version of this shape. Within one, members are only added.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the record's shape.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>Names this record, as no other is named.</summary>
    public required string RecordId { get; init; }

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the record is about.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>Joins the records of one request; a refused caller is told it.</summary>
    public required string OperationId { get; init; }

    /// <summary>For a decision: what it does.</summary>
    public AuditEffect? Effect { get; init; }

    /// <summary>
    /// For a decision: how many equal refusals without a caller it stands for, from one address or from many. Missing for the
    /// usual record, which stands for one request. See <c>AuditOptions.Refusals</c>.
    /// </summary>
    public long? Count { get; init; }

    /// <summary>For a record with a <see cref="Count"/>: when the first of the refusals was.</summary>
    public DateTimeOffset? Since { get; init; }

    /// <summary>For a decision, why; for an outcome, why the guard broke the call off, if it did.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>For an outcome: how the request ended.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>For an outcome: milliseconds since the request came.</summary>
    public double? DurationMs { get; init; }

    /// <summary>For a decision: the guard's own time, the milliseconds from the request's coming to the decision.</summary>
    public double? GuardMs { get; init; }

    /// <summary>For an outcome: what the request gave.</summary>
    public AuditResult? Result { get; init; }

    /// <summary>For an outcome of a list: how many entries the caller was shown.</summary>
    public int? Shown { get; init; }

    /// <summary>For an outcome of a list: how many entries the caller was not shown.</summary>
    public int? Withheld { get; init; }

    /// <summary>Stands for the names of the entries that the caller was not shown. See <c>AuditOptions.DigestKey</c>.</summary>
    public string? WithheldDigest { get; init; }

    /// <summary>
    /// The rule that decided: one of the policy's, <c>declaration</c> for what the code declares, <c>options</c> for the
    /// options by tool name. For a decision that would have been a denial, the rule that would have denied.
    /// </summary>
    public string? Rule { get; init; }

    /// <summary>The rule that has put itself in the place of what the code declares, if one has.</summary>
    public string? OverriddenBy { get; init; }

    /// <summary>The version of the policy that decided, or that an event is about.</summary>
    public string? PolicyVersion { get; init; }

    /// <summary>For a decision: what the policy's conditions looked at, and whether that was enough.</summary>
    public IReadOnlyList<AccessFact>? Facts { get; init; }

    /// <summary>For a request: how it came, <c>http</c>, <c>stdio</c> or <c>stream</c>.</summary>
    public string? Transport { get; init; }

    /// <summary>The protocol version that the request named.</summary>
    public string? ProtocolVersion { get; init; }

    /// <summary>The JSON-RPC method.</summary>
    public string? Method { get; init; }

    /// <summary>What the request names: a tool, a prompt, a resource's URI, a task.</summary>
    public string? Target { get; init; }

    /// <summary>The JSON-RPC id, as the client chose it.</summary>
    public string? RequestId { get; init; }

    /// <summary>The size of the request's body in bytes.</summary>
    public long? RequestBytes { get; init; }

    /// <summary>The HTTP status that the guard answered with.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>For a refusal: the JSON-RPC error code.</summary>
    public int? ErrorCode { get; init; }

    /// <summary>How often the operation had been suspended to ask its user, when this leg of it came; null for the first.</summary>
    public int? Round { get; init; }

    /// <summary>The address that the request came from.</summary>
    public string? ClientAddress { get; init; }

    /// <summary>The port that the request came from.</summary>
    public int? ClientPort { get; init; }

    /// <summary>The gateway that carried the request, as far as its own signature says so.</summary>
    public string? Gateway { get; init; }

    /// <summary>The identifier of the server that was asked.</summary>
    public string? Resource { get; init; }

    /// <summary>Who vouches for the caller.</summary>
    public string? Issuer { get; init; }

    /// <summary>On whose authority the caller acts.</summary>
    public string? Subject { get; init; }

    /// <summary>
    /// Who acts now, and who acted before: the current actor first. An actor that another issuer than
    /// <see cref="Issuer"/> vouches for has that issuer before its name.
    /// </summary>
    public IReadOnlyList<string>? Actors { get; init; }

    /// <summary>The OAuth client.</summary>
    public string? ClientId { get; init; }

    /// <summary>The session, by <see cref="SessionSource"/>.</summary>
    public string? SessionId { get; init; }

    /// <summary>Where <see cref="SessionId"/> is from.</summary>
    public AuditSessionSource? SessionSource { get; init; }

    /// <summary>The token's identifier (<c>jti</c>), or a keyed hash of a token that has none.</summary>
    public string? TokenId { get; init; }

    /// <summary>For a decision: what else the token says of itself.</summary>
    public AuditToken? Token { get; init; }

    /// <summary>For a decision: what the request says and nobody vouches for.</summary>
    public AuditClaims? Claimed { get; init; }

    /// <summary>What is worth a second look about the caller's identity, or for <see cref="AuditEvent.PolicyLoaded"/> about the policy.</summary>
    public IReadOnlyList<AuditRemark>? Remarks { get; init; }

    /// <summary>The scopes that the operation needs.</summary>
    public IReadOnlyCollection<string>? ScopesRequired { get; init; }

    /// <summary>The scopes that the caller has.</summary>
    public IReadOnlyCollection<string>? ScopesGranted { get; init; }

    /// <summary>The scopes that the caller lacks.</summary>
    public IReadOnlyCollection<string>? ScopesMissing { get; init; }

    /// <summary>The wider scopes by which the caller has narrower ones that the operation needs.</summary>
    public IReadOnlyCollection<string>? ScopesSatisfiedBy { get; init; }

    /// <summary>The names of the arguments, sorted.</summary>
    public IReadOnlyList<string>? ArgumentNames { get; init; }

    /// <summary>The JSON types of the arguments, in the order of their names.</summary>
    public IReadOnlyList<string>? ArgumentTypes { get; init; }

    /// <summary>The size of the arguments in bytes.</summary>
    public int? ArgumentBytes { get; init; }

    /// <summary>Stands for the arguments: equal arguments have equal digests. See <c>AuditOptions.DigestKey</c>.</summary>
    public string? ArgumentDigest { get; init; }

    /// <summary>What <c>ToolOptions.RecordedValues</c> lets be seen of the arguments, by JSON pointer.</summary>
    public IReadOnlyDictionary<string, string>? ArgumentValues { get; init; }

    /// <summary>The names of the arguments that the tool's schema does not declare, sorted.</summary>
    public IReadOnlyList<string>? UndeclaredArguments { get; init; }

    /// <summary>Stands for the tool's definition: name, description, schemas, annotations.</summary>
    public string? DefinitionDigest { get; init; }

    /// <summary>The W3C trace that the request belongs to, for correlation only.</summary>
    public string? TraceId { get; init; }

    /// <summary>The span of this server, for correlation only.</summary>
    public string? SpanId { get; init; }

    /// <summary>The client's span, as it says, for correlation only.</summary>
    public string? ParentSpanId { get; init; }

    /// <summary>For an event of a sink: which one.</summary>
    public string? Sink { get; init; }

    /// <summary>For <see cref="AuditEvent.RecordsLost"/>: how many records. Zero if the record only shows that the sink answers again.</summary>
    public long? Lost { get; init; }

    /// <summary>For <see cref="AuditEvent.RecordsLost"/>: when the first of them was lost.</summary>
    public DateTimeOffset? LostSince { get; init; }

    /// <summary>For <see cref="AuditEvent.KeysChanged"/>: the identifiers of the keys that are there now.</summary>
    public IReadOnlyList<string>? KeyIds { get; init; }

    /// <summary>For <see cref="AuditEvent.GuardStarted"/> and <see cref="AuditEvent.GuardStopped"/>: the guard's version.</summary>
    public string? GuardVersion { get; init; }

    /// <summary>When the record was handed to the sinks, UTC.</summary>
    public required DateTimeOffset LoggedTime { get; init; }

    /// <summary>The record as it is written: one line of JSON.</summary>
    /// <returns>The line, without its end.</returns>
    public override string ToString() => JsonSerializer.Serialize(this, AuditJson.Default.AuditRecord);
}
