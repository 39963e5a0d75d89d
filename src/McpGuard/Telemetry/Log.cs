using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>All log messages of the core. None of them contains a token, a key or an argument.</summary>
internal static partial class Log
{
    [LoggerMessage(
        1, LogLevel.Error,
        "The keys of the issuer {Issuer} could not be read from {Place}, and there are no keys from before that could still be used. Its tokens " +
            "are refused as unverifiable. Check {Setting}. {Problem}")]
    public static partial void KeysUnavailable(ILogger logger, string issuer, string place, string setting, string problem, Exception? exception);

    [LoggerMessage(
        52, LogLevel.Warning,
        "The keys of the issuer {Issuer} could not be read from {Place}. Its tokens are verified with the keys that were read {Age} ago, until " +
            "those are {MaxAge} old. Check {Setting}. {Problem}")]
    public static partial void KeysOutdated(
        ILogger logger, string issuer, string place, TimeSpan age, TimeSpan maxAge, string setting, string problem, Exception? exception);

    [LoggerMessage(53, LogLevel.Information, "A token was refused: {Reason}. {Explanation} Operation {OperationId}.")]
    public static partial void TokenRefused(ILogger logger, ReasonCode reason, string explanation, string operationId);

    [LoggerMessage(
        54, LogLevel.Debug,
        "The refused token claims, unverified: iss {Issuer}, sub {Subject}, client {ClientId}, jti {TokenId}, kid {KeyId}. Operation {OperationId}.")]
    public static partial void TokenRefusedClaims(
        ILogger logger, string? issuer, string? subject, string? clientId, string? tokenId, string? keyId, string operationId);

    [LoggerMessage(131, LogLevel.Information, "A request was refused: {Reason}. {Explanation} Operation {OperationId}.")]
    public static partial void RequestRefused(ILogger logger, ReasonCode reason, string explanation, string operationId);

    [LoggerMessage(2, LogLevel.Critical, "The sink {Sink} could not write an audit record. Operation {OperationId}, {Event}.")]
    public static partial void AuditFailed(ILogger logger, string sink, string operationId, AuditEvent @event, Exception exception);

    [LoggerMessage(
        3, LogLevel.Error,
        "A message did not pass the guard's endpoint and was refused. If it came over HTTP, the endpoint is mapped without RequireMcpGuard(). The " +
            "process's own token serves only a transport that is registered as an ITransport service.")]
    public static partial void CallerMissing(ILogger logger);

    [LoggerMessage(4, LogLevel.Error, "The guard failed and refused the request. Operation {OperationId}.")]
    public static partial void GuardFailed(ILogger logger, string operationId, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "The token source failed, so the message was refused.")]
    public static partial void TokenSourceFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        6, LogLevel.Warning, "The issuer calls itself {Issuer}, and {Setting} calls it {Configured}. Set it to the former: clients compare the two exactly.")]
    public static partial void AuthoritySpelledDifferently(ILogger logger, string issuer, string setting, string configured);

    [LoggerMessage(7, LogLevel.Error, "The changed configuration is invalid and is not applied. The last valid one stays in force. {Problems}")]
    public static partial void ReloadRefused(ILogger logger, string problems);

    [LoggerMessage(19, LogLevel.Warning, "The changed configuration is in force. Names in it that the server does not have are denied. {Remarks}")]
    public static partial void ReloadRemarked(ILogger logger, string remarks);

    [LoggerMessage(8, LogLevel.Error, "The issuer {Issuer} could not be asked about a token at {Endpoint}. Check {Setting}. {Problem}")]
    public static partial void IntrospectionFailed(
        ILogger logger, string issuer, string endpoint, string setting, string problem, Exception? exception);

    [LoggerMessage(9, LogLevel.Error, "The revocation file {Path} has faults; its valid lines are in force. {Problem}")]
    public static partial void RevocationFileFaulty(ILogger logger, string path, string problem);

    [LoggerMessage(10, LogLevel.Error, "A revocation list failed, so the call was refused.")]
    public static partial void RevocationUnknown(ILogger logger, Exception exception);

    [LoggerMessage(55, LogLevel.Error, "The store of {Store} is unavailable. Requests that need it are refused until it answers again.")]
    public static partial void StoreUnavailable(ILogger logger, string store, Exception exception);

    [LoggerMessage(11, LogLevel.Error, "The condition {Condition} failed, so it counts as not met.")]
    public static partial void ConditionFailed(ILogger logger, string condition, Exception exception);

    [LoggerMessage(
        14,
        LogLevel.Warning,
        "The audit log has no signing key, so anybody who can write its files can rewrite all of it. Set McpGuard:Audit:File:SigningKey.")]
    public static partial void CheckpointsUnsigned(ILogger logger);

    [LoggerMessage(
        45,
        LogLevel.Error,
        "A cancellation callback of the application threw an exception. The token has ended, and everything that ran with it was cancelled.")]
    public static partial void CancellationFailed(ILogger logger, Exception exception);

    [LoggerMessage(46, LogLevel.Error, "A change of the configuration could not be handled, and the last valid one stays in force.")]
    public static partial void ReloadFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        40, LogLevel.Critical,
        "The sink {Sink} has not answered for an audit record within {Seconds} s. Until it answers, calls that need its record are refused, or run " +
            "without it, according to FailureMode.")]
    public static partial void AuditStalled(ILogger logger, string sink, double seconds);

    [LoggerMessage(
        41, LogLevel.Critical,
        "The sink {Sink} accepts no audit records at present; {Pending} have no answer yet. This record and all further ones count as lost until " +
            "it works again. Operation {OperationId}, {Event}.")]
    public static partial void AuditRefused(ILogger logger, string sink, string operationId, AuditEvent @event, int pending);

    [LoggerMessage(42, LogLevel.Critical, "The sink {Sink} has not answered for {Pending} audit records by the end of the process.")]
    public static partial void AuditUnfinished(ILogger logger, string sink, int pending);

    [LoggerMessage(
        43,
        LogLevel.Critical,
        "The audit log in {Directory} was damaged while it was written: {Problem} The log continues in a new segment that records this.")]
    public static partial void AuditLogBroken(ILogger logger, string? directory, string problem);

    [LoggerMessage(
        44, LogLevel.Information,
        "The audit log {LogId} in {Directory} is open and has {Records} records. Keep its newest checkpoint where this server cannot reach it: {Checkpoint}")]
    public static partial void AuditLogOpened(ILogger logger, string logId, string? directory, long records, string checkpoint);

    [LoggerMessage(
        47, LogLevel.Information,
        "The audit log {LogId} in {Directory} is closed and has {Records} records. Keep its last checkpoint where this server cannot reach it: {Checkpoint}")]
    public static partial void AuditLogClosed(ILogger logger, string logId, string? directory, long records, string checkpoint);

    [LoggerMessage(
        48, LogLevel.Warning,
        "The audit log in {Directory} is {Excess} bytes larger than McpGuard:Audit:File:RetainBytes. Segments that are younger than RetainAtLeast, " +
            "or that no later header with a valid signature follows, are not deleted. Check the free space of the disk, and the cause of the many " +
                "records.")]
    public static partial void AuditLogOutgrown(ILogger logger, string? directory, long excess);

    [LoggerMessage(
        50, LogLevel.Critical, "The signer of the audit log failed or was late. Records are written without its signature; the next signature covers them.")]
    public static partial void SignerFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        49, LogLevel.Warning,
        "Segment {Segment} of the audit log in {Directory} is recorded as deleted and could not be deleted. The server tries again within the hour.")]
    public static partial void SegmentNotDeleted(ILogger logger, string? directory, int segment);

    [LoggerMessage(12, LogLevel.Error, "The policy engine at {Host} is unavailable, so requests that need it are refused. {Problem}")]
    public static partial void EngineUnavailable(ILogger logger, string host, string problem, Exception? exception);

    [LoggerMessage(
        13, LogLevel.Warning,
        "The scope {Scope} has a name that suggests that it means everything. Scopes are compared as whole words, so a wildcard has no effect. A " +
            "token with all permissions is worth stealing. Give the scope a specific name.")]
    public static partial void OmnibusScope(ILogger logger, string scope);

    [LoggerMessage(
        70, LogLevel.Information,
        "The resource {Resource} is guarded. Endpoints: {Paths}. Clients are sent to its metadata at {MetadataAddress}, which is served at {MetadataPaths}.")]
    public static partial void EndpointGuarded(ILogger logger, string resource, string paths, string metadataAddress, string metadataPaths);

    [LoggerMessage(
        60, LogLevel.Warning,
        "The tools {Names} have names that become one name in clients and gateways that write dots, underscores, hyphens and blanks alike. A call " +
            "of one may run another. Rename them.")]
    public static partial void ToolNamesAlike(ILogger logger, string names);

    [LoggerMessage(
        61, LogLevel.Warning,
        "A token with the scopes of {Section}:InitialScopes ('{Scopes}') sees no tool, so a model calls none and its client never asks for more " +
            "scopes. Add scopes, or set {Section}:Policy:Lists to HideForbidden.")]
    public static partial void NoToolForFirstToken(ILogger logger, string scopes, string section);

    [LoggerMessage(
        62, LogLevel.Warning,
        "{Section}:InitialScopes is empty, so the challenge and the metadata name no scope. Some clients then request every scope of the " +
            "authorization server, and some authorization servers refuse a request without one. Name the scopes that a client needs at first, or All.")]
    public static partial void NoInitialScopes(ILogger logger, string section);

    [LoggerMessage(
        63, LogLevel.Warning,
        "The metadata of the issuer {Issuer} does not list the scopes {Scopes} in scopes_supported, and this server tells clients to request them. " +
            "A sign-in for them may fail each time. Add them at the issuer, or correct the rules and {Section}:InitialScopes; RequestAs in " +
            "{Section}:Policy:Scopes sets the name for requests.")]
    public static partial void ScopesNotListed(ILogger logger, string issuer, string scopes, string section);

    [LoggerMessage(
        64, LogLevel.Warning,
        "The metadata of the issuer {Issuer} does not list S256 in code_challenge_methods_supported. MCP clients then refuse to sign in. Turn on " +
            "PKCE with S256 at the issuer that {Setting} names.")]
    public static partial void S256NotListed(ILogger logger, string issuer, string setting);

    [LoggerMessage(
        65, LogLevel.Warning,
        "A token of the issuer {Issuer} is valid for {Lifetime}, and {Setting} allows {Limit}. Every token like it is refused. Shorten the " +
            "lifetime at the issuer, or raise the limit.")]
    public static partial void LifetimeOverLimit(ILogger logger, string issuer, string? lifetime, TimeSpan? limit, string? setting);

    [LoggerMessage(
        66, LogLevel.Warning,
        "{Section}:Issuers:{Name}:AllowHttp is set outside of the environment Development. Everybody on the way to the issuer can replace its " +
            "keys, and so forge tokens. Use https.")]
    public static partial void IssuerOverHttp(ILogger logger, string section, string name);

    [LoggerMessage(
        51, LogLevel.Warning,
        "The MCP SDK {Version} is loaded. This version of McpGuard is tested with {Oldest} to {Newest}. Use a tested version, or test that calls " +
            "without a token and without a scope are refused.")]
    public static partial void SdkUntested(ILogger logger, Version version, Version oldest, Version newest);

    [LoggerMessage(85, LogLevel.Warning, "The notifier {Notifier} failed for the approval {Approval}. The approval is not affected.")]
    public static partial void ApprovalNotifierFailed(ILogger logger, string notifier, string approval, Exception exception);

    [LoggerMessage(86, LogLevel.Warning, "A notice of the approval {Approval} was dropped, because too many notices wait.")]
    public static partial void ApprovalNoticeDropped(ILogger logger, string approval);

    [LoggerMessage(87, LogLevel.Error, "Approvals whose time is over could not be ended. The server tries again.")]
    public static partial void ApprovalSweepFailed(ILogger logger, Exception exception);

    [LoggerMessage(
        110, LogLevel.Warning,
        "A handler of the server serves {Kind}, and no rule names any, so every use of one is refused as of an unknown one. Name them in a rule of " +
            "{Section}:Policy or, if they are tools, in {Section}:Tools, or set {Section}:DefaultScopes for all that nothing names.")]
    public static partial void HandlerUndeclared(ILogger logger, string kind, string section);

    [LoggerMessage(
        111, LogLevel.Warning,
        "The server lists the {Kind} '{Name}', for which nothing names permitted callers. It is refused as an unknown one. Name it in a rule of " +
            "{Section}:Policy or, if it is a tool, in {Section}:Tools, or set {Section}:DefaultScopes.")]
    public static partial void EntryUndeclared(ILogger logger, string kind, string name, string section);

    [LoggerMessage(
        112, LogLevel.Warning,
        "Allowed calls are recorded nowhere: the log is the only sink, and the level Information of its category {Category} is switched off. Switch it " +
            "on, or set {Section}:Audit:File:Directory.")]
    public static partial void NothingRecorded(ILogger logger, string category, string section);

    [LoggerMessage(
        152, LogLevel.Warning, "A file in the folder of approvals is not an approval, and its call is refused. Find out why, and remove it: {Problem}")]
    public static partial void ApprovalFileDamaged(ILogger logger, string problem);

    [LoggerMessage(153, LogLevel.Warning, "The store of {Store} cannot read one of its entries. Requests that need the entry are refused.")]
    public static partial void StoreEntryDamaged(ILogger logger, string store, Exception exception);

    [LoggerMessage(
        27, LogLevel.Warning,
        "The token in the environment variable {Variable} was removed from the process, but may still be readable in the initial environment of " +
            "the process. Take the token from a file (WithTokenFromFile) if tools here read files.")]
    public static partial void EnvironmentNotErased(ILogger logger, string variable);
}
