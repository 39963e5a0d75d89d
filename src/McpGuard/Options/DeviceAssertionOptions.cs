namespace McpGuard;

/// <summary>
/// A gateway in front of the server that knows the caller's device, and says how it is in a JWT that it signs and puts into a
/// header of each request.
/// </summary>
public sealed class DeviceAssertionOptions
{
    /// <summary>The header that has the assertion. No tool sees it. Default <c>X-Device-Assertion</c>.</summary>
    public string Header { get; set; } = "X-Device-Assertion";

    /// <summary>Who signs (<c>iss</c>), compared exactly. Required.</summary>
    public string? Issuer { get; set; }

    /// <summary>Whom an assertion is for (<c>aud</c>), compared exactly. Default: <see cref="McpGuardOptions.Resource"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>The gateway's keys. One of <c>Uri</c>, <c>File</c> and <c>Jwks</c> is required.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>
    /// The claim that says whose subject <c>sub</c> is: the issuer of the access token that came with the assertion. Default
    /// <c>/sub_id/iss</c> (RFC 9493 section 3.2.4).
    /// </summary>
    public string SubjectIssuerClaim { get; set; } = "/sub_id/iss";

    /// <summary>The claim that names the client of the access token. Default <c>client_id</c>.</summary>
    public string ClientClaim { get; set; } = "client_id";

    /// <summary>
    /// Whether an assertion counts for one request alone. It then needs a <c>jti</c>, and each process remembers those that it has
    /// seen for as long as they could count. Default <see langword="false"/>.
    /// </summary>
    public bool SingleUse { get; set; }

    /// <summary>The claim that has the device's posture, such as <c>device_posture</c> or <c>/device/posture</c>. Required.</summary>
    public string? Claim { get; set; }

    /// <summary>The claim that says when the device was looked at, in seconds since 1970; rules with a <c>MaxAge</c> need it. Default: none.</summary>
    public string? CheckedAtClaim { get; set; }
}
