namespace McpGuard;

/// <summary>The claim names of an issuer's tokens. If there are several names, the first that is present in a token counts.</summary>
public sealed class ClaimOptions
{
    /// <summary>
    /// Where the subject is. Default: <c>sub</c>. For introspection answers without it, such as <c>username</c> and then, for tokens
    /// without a user, <c>client_id</c>: a user and a client of the same name are the same subject then.
    /// </summary>
    public IList<string> Subject { get; } = [];

    /// <summary>The claim with the scopes, as words in a string or as a list. Default: the profile's; for RFC 9068 <c>scope</c>.</summary>
    public IList<string> Scope { get; } = [];

    /// <summary>The claim with the client. Default: the profile's; for RFC 9068 <c>client_id</c>.</summary>
    public IList<string> ClientId { get; } = [];

    /// <summary>The claim with the token's identifier. Default: the profile's; for RFC 9068 <c>jti</c>.</summary>
    public IList<string> TokenId { get; } = [];

    /// <summary>
    /// The place of the subject's groups, as a string or a list of strings: a claim, or a path into one such as
    /// <c>/realm_access/groups</c>. Default: <c>groups</c>.
    /// </summary>
    public IList<string> Groups { get; } = [];

    /// <summary>The place of the subject's roles, written as for <see cref="Groups"/>. Default: <c>roles</c>.</summary>
    public IList<string> Roles { get; } = [];

    /// <summary>
    /// The claim that names the same person at all applications of the issuer. Approvals compare it, so that a person cannot approve their own
    /// call. Default: the profile's, for Entra ID <c>oid</c>; for RFC 9068 <c>sub</c>.
    /// </summary>
    public IList<string> Person { get; } = [];

    /// <summary>
    /// The claims that a token may omit, any of <c>iat</c> and <c>jti</c>. Records identify a token without an identifier by a keyed hash.
    /// Default: the profile's; for RFC 9068 none.
    /// </summary>
    public IList<string> Optional { get; } = [];

    /// <summary>
    /// The verified claims that the <c>ClaimsPrincipal</c> has in addition, such as <c>email</c>, <c>oid</c> and <c>name</c>. A list is one
    /// claim for each of its entries; objects are left out. <see cref="DelegatedCaller.TryGetClaim"/> finds all claims without this. Default:
    /// none.
    /// </summary>
    public IList<string> Additional { get; } = [];
}
