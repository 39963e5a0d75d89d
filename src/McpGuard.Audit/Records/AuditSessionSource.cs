namespace McpGuard.Audit;

/// <summary>Where a record's session is from.</summary>
public enum AuditSessionSource
{
    /// <summary>The verified token (<c>sid</c>): the sign-in session at the issuer.</summary>
    Token,

    /// <summary>
    /// The header <c>Mcp-Session-Id</c>, as a keyed hash of what the client sent. The server accepts only a session that it has begun
    /// for this caller.
    /// </summary>
    Transport,
}
