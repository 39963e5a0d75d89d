namespace McpGuard;

/// <summary>Which claims of an issuer's tokens say what. Of several names the first that a token has counts.</summary>
public sealed class ClaimOptions
{
    /// <summary>
    /// Where the scopes are, as words in a string or as a list. Default: the profile's; for RFC 9068 <c>scope</c>.
    /// </summary>
    public IList<string> Scope { get; } = [];

    /// <summary>Where the client is. Default: the profile's; for RFC 9068 <c>client_id</c>.</summary>
    public IList<string> ClientId { get; } = [];

    /// <summary>Where the token's identifier is. Default: the profile's; for RFC 9068 <c>jti</c>.</summary>
    public IList<string> TokenId { get; } = [];

    /// <summary>
    /// Where the subject's groups are, as a text or a list of them: a claim, or a path into one such as
    /// <c>/realm_access/groups</c>. Default: <c>groups</c>.
    /// </summary>
    public IList<string> Groups { get; } = [];

    /// <summary>Where the subject's roles are, written as for <see cref="Groups"/>. Default: <c>roles</c>.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>
    /// The claims that a token may lack, out of <c>iat</c> and <c>jti</c>. A token without an identifier is named in records
    /// by a keyed hash. Default: the profile's; for RFC 9068 none.
    /// </summary>
    public IList<string> Optional { get; } = [];
}
