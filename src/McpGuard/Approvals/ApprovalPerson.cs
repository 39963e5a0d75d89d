namespace McpGuard;

/// <summary>One person, as a token or a sign-in names them.</summary>
/// <param name="Issuer">The issuer of the names.</param>
/// <param name="Subject">The subject (<c>sub</c>). Some issuers give one human another subject at each application.</param>
/// <param name="Person">The claim that is the same at all applications, such as Entra's <c>oid</c>; null if it is unknown.</param>
public sealed record ApprovalPerson(string Issuer, string Subject, string? Person)
{
    /// <summary>Whether both are the same human, as far as their issuer can tell.</summary>
    /// <param name="other">The other person.</param>
    /// <returns>Whether one of the names is equal. Names of two issuers are never equal.</returns>
    public bool IsSame(ApprovalPerson other)
    {
        ArgumentNullException.ThrowIfNull(other);

        return IssuerName.KeyOf(Issuer) == IssuerName.KeyOf(other.Issuer) &&
            (Subject == other.Subject || (Person is not null && (Person == other.Person || Person == other.Subject)) ||
                    (other.Person is not null && other.Person == Subject));
    }
}
