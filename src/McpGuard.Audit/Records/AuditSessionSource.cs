namespace McpGuard.Audit;

/// <summary>The source of a record's session.</summary>
public enum AuditSessionSource
{
    /// <summary>The verified token (<c>sid</c>): the sign-in session at the issuer.</summary>
    Token,

    /// <summary>
    /// The header <c>Mcp-Session-Id</c>, as a keyed hash of the client's value. The server accepts only a session that it started for this
    /// caller.
    /// </summary>
    Transport,
}
