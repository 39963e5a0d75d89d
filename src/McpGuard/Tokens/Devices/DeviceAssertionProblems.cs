using System.Buffers;

namespace McpGuard;

/// <summary>Finds what is missing or unsafe in the options of a gateway's device assertions.</summary>
internal static class DeviceAssertionProblems
{
    private static readonly SearchValues<char> _headerCharacters =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_");

    public static IEnumerable<string> Find(string section, DeviceAssertionOptions assertion)
    {
        if (string.IsNullOrEmpty(assertion.Header) || assertion.Header.AsSpan().ContainsAnyExcept(_headerCharacters))
            yield return $"{section}:Header is '{assertion.Header}', which is not the name of a header. Write letters, digits and hyphens only.";
        else if (assertion.Header.Equals("Authorization", StringComparison.OrdinalIgnoreCase))
            yield return $"{section}:Header is Authorization, which has the access token. Let the gateway use a header of its own.";
        if (string.IsNullOrWhiteSpace(assertion.Issuer))
            yield return $"{section}:Issuer is missing. Set it to what the gateway writes as iss.";
        if (assertion.Audience is not null && string.IsNullOrWhiteSpace(assertion.Audience))
            yield return $"{section}:Audience is empty. Set it to what the gateway writes as aud, or leave it out where that is the Resource.";
        if (string.IsNullOrWhiteSpace(assertion.Claim))
            yield return $"{section}:Claim is missing. Name the claim that has the posture, such as device_posture or /device/posture.";
        if (string.IsNullOrWhiteSpace(assertion.SubjectIssuerClaim))
            yield return $"{section}:SubjectIssuerClaim is empty. Name the claim that has the issuer of the caller's access token, such as /sub_id/iss.";
        if (string.IsNullOrWhiteSpace(assertion.ClientClaim))
            yield return $"{section}:ClientClaim is empty. Name the claim that has the client of the caller's access token, such as client_id.";
        if (assertion.CheckedAtClaim is not null && string.IsNullOrWhiteSpace(assertion.CheckedAtClaim))
            yield return $"{section}:CheckedAtClaim is empty. Name the claim, or leave it out.";
        if (assertion.Keys.IsPublished)
            yield return $"{section}:Keys is missing. Set one of Uri, File and Jwks.";
        foreach (var problem in IssuerProblems.Keys($"{section}:Keys", assertion.Keys))
            yield return problem;
    }
}
