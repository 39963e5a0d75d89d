namespace McpGuard.Audit;

/// <summary>
/// The content of an <see cref="AuditRecord"/>, as a value: the guard's own log writes it without an object for each record. Its members are
/// those of the record. Identifiers and digests become texts when the record is made.
/// </summary>
internal record struct RecordContent
{
    public RecordContent()
    {
    }

    public int SchemaVersion { get; set; } = AuditRecord.CurrentSchemaVersion;

    public AuditId RecordId { get; set; }
    public DateTimeOffset Time { get; set; }
    public AuditEvent Event { get; set; }
    public AuditId OperationId { get; set; }
    public AuditEffect? Effect { get; set; }
    public long? Count { get; set; }
    public DateTimeOffset? Since { get; set; }
    public ReasonCode? Reason { get; set; }
    public AuditOutcome? Outcome { get; set; }
    public double? DurationMs { get; set; }
    public double? GuardMs { get; set; }
    public RecordResult Result { get; set; }
    public int? Shown { get; set; }
    public int? Withheld { get; set; }
    public string? WithheldDigest { get; set; }
    public string? Rule { get; set; }
    public string? OverriddenBy { get; set; }
    public string? PolicyVersion { get; set; }
    public IReadOnlyList<AccessFact>? Facts { get; set; }
    public string? Transport { get; set; }
    public string? ProtocolVersion { get; set; }
    public string? Method { get; set; }
    public string? Target { get; set; }
    public string? RequestId { get; set; }
    public long? RequestBytes { get; set; }
    public int? HttpStatus { get; set; }
    public int? ErrorCode { get; set; }
    public int? Round { get; set; }
    public string? ClientAddress { get; set; }
    public int? ClientPort { get; set; }
    public IReadOnlyList<AuditGateway>? Gateways { get; set; }
    public string? Resource { get; set; }
    public string? Issuer { get; set; }
    public string? Subject { get; set; }
    public IReadOnlyList<string>? Actors { get; set; }
    public string? Tenant { get; set; }
    public string? ClientId { get; set; }
    public string? SessionId { get; set; }
    public AuditSessionSource? SessionSource { get; set; }
    public string? TokenId { get; set; }
    public AuditToken? Token { get; set; }
    public AuditClaims? Claimed { get; set; }
    public IReadOnlyList<AuditRemark>? Remarks { get; set; }
    public IReadOnlyCollection<string>? ScopesRequired { get; set; }
    public IReadOnlyCollection<string>? ScopesGranted { get; set; }
    public IReadOnlyCollection<string>? ScopesMissing { get; set; }
    public IReadOnlyCollection<string>? ScopesSatisfiedBy { get; set; }
    public IReadOnlyList<string>? ArgumentNames { get; set; }
    public IReadOnlyList<string>? ArgumentTypes { get; set; }
    public int? ArgumentBytes { get; set; }
    public RecordDigest ArgumentDigest { get; set; }
    public IReadOnlyDictionary<string, string>? ArgumentValues { get; set; }
    public IReadOnlyList<string>? UndeclaredArguments { get; set; }
    public string? DefinitionDigest { get; set; }
    public string? TraceId { get; set; }
    public string? SpanId { get; set; }
    public string? ParentSpanId { get; set; }
    public string? Sink { get; set; }
    public long? Lost { get; set; }
    public DateTimeOffset? LostSince { get; set; }
    public IReadOnlyList<string>? KeyIds { get; set; }
    public IReadOnlyList<string>? Problems { get; set; }
    public string? GuardVersion { get; set; }
    public string? ApprovalId { get; set; }
    public AuditPerson? Approver { get; set; }
    public IReadOnlyList<AuditPerson>? Approvers { get; set; }
    public string? Votes { get; set; }
    public DateTimeOffset LoggedTime { get; set; }

    /// <returns>The content of a record, whose members are read more than once. Names that calls share are copied.</returns>
    public readonly RecordContent WithTexts() => this with
    {
        RecordId = RecordId.WithText(),
        OperationId = OperationId.WithText(),
        ArgumentDigest = ArgumentDigest.WithText(),
        Result = Result.WithText(),
        ArgumentNames = ArgumentNames is string[] shared ? [.. shared] : ArgumentNames,
    };
}
