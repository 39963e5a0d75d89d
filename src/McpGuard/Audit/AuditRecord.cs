using System.Text.Json;

namespace McpGuard;

/// <summary>
/// One fact for review: who asked for what, through whom, what was decided and why, or how it ended. It holds no
/// token, no argument value and no result. Who calls is from a verified token, or absent.
/// </summary>
public sealed class AuditRecord
{
    /// <summary>The version of this shape. Within one, members are only added.</summary>
    public const int CurrentSchemaVersion = 1;

    /// <summary>The version of the record's shape.</summary>
    public int SchemaVersion { get; init; } = CurrentSchemaVersion;

    /// <summary>When it happened, UTC.</summary>
    public required DateTimeOffset Time { get; init; }

    /// <summary>What the record is about.</summary>
    public required AuditEvent Event { get; init; }

    /// <summary>Joins the records of one request; a refused caller is told it.</summary>
    public required string OperationId { get; init; }

    /// <summary>For a decision: what it does.</summary>
    public AuditEffect? Effect { get; init; }

    /// <summary>For a decision, why; for an outcome, why the guard broke the call off, if it did.</summary>
    public ReasonCode? Reason { get; init; }

    /// <summary>For an outcome: how the request ended.</summary>
    public AuditOutcome? Outcome { get; init; }

    /// <summary>For an outcome: milliseconds since the request came.</summary>
    public double? DurationMs { get; init; }

    /// <summary>For an outcome of a list: how many entries the caller was not shown.</summary>
    public int? Withheld { get; init; }

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

    /// <summary>The HTTP status that the guard answered with.</summary>
    public int? HttpStatus { get; init; }

    /// <summary>The address that the request came from.</summary>
    public string? ClientAddress { get; init; }

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

    /// <summary>The sign-in session at the issuer (<c>sid</c>).</summary>
    public string? SessionId { get; init; }

    /// <summary>The token's identifier (<c>jti</c>), or a keyed hash of a token that has none.</summary>
    public string? TokenId { get; init; }

    /// <summary>For a decision: what is worth a second look about the caller's identity.</summary>
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

    /// <summary>Stands for the arguments: equal arguments have equal digests. See <see cref="AuditOptions.DigestKey"/>.</summary>
    public string? ArgumentDigest { get; init; }

    /// <summary>The W3C trace that the request belongs to, for correlation only.</summary>
    public string? TraceId { get; init; }

    /// <summary>The record as it is written: one line of JSON.</summary>
    /// <returns>The line, without its end.</returns>
    public override string ToString() => JsonSerializer.Serialize(this, AuditJson.Default.AuditRecord);
}
