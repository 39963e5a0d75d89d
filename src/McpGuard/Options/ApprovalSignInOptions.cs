namespace McpGuard;

/// <summary>How the sign-in of the approval pages names people.</summary>
public sealed class ApprovalSignInOptions
{
    /// <summary>The claim with the issuer of the names. Default <c>iss</c>.</summary>
    public string Issuer { get; set; } = "iss";

    /// <summary>
    /// The issuer of all people who sign in, if the sign-in has no claim for it, or if the pages and the server have different names for
    /// one issuer. Write the name that access tokens have. Default: the claim counts.
    /// </summary>
    public string? IssuerIs { get; set; }

    /// <summary>
    /// The claim that names the same person in the sign-in and in access tokens, such as <c>oid</c> for Entra ID. See also
    /// <see cref="ClaimOptions.Person"/>. Default <c>sub</c>.
    /// </summary>
    public string Person { get; set; } = "sub";

    /// <summary>The claim with the groups of the person. Default <c>groups</c>.</summary>
    public string Groups { get; set; } = "groups";

    /// <summary>The claim with the roles of the person. Default <c>roles</c>.</summary>
    public string Roles { get; set; } = "roles";
}
