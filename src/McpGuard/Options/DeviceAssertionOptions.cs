namespace McpGuard;

/// <summary>A gateway in front of the server that knows the caller's device. It describes the device in a signed JWT in a header of each request.</summary>
public sealed class DeviceAssertionOptions
{
    /// <summary>The header with the assertion. Tools cannot see it. Default <c>X-Device-Assertion</c>.</summary>
    public string Header { get; set; } = "X-Device-Assertion";

    /// <summary>The signer (<c>iss</c>), compared exactly. Required.</summary>
    public string? Issuer { get; set; }

    /// <summary>The audience of an assertion (<c>aud</c>), compared exactly. Default: <see cref="McpGuardOptions.Resource"/>.</summary>
    public string? Audience { get; set; }

    /// <summary>The gateway's keys. One of <c>Uri</c>, <c>File</c> and <c>Jwks</c> is required.</summary>
    public KeyOptions Keys { get; } = new();

    /// <summary>
    /// The claim with the issuer of the subject <c>sub</c>. It must be the issuer of the access token in the same request. Default
    /// <c>/sub_id/iss</c> (RFC 9493 section 3.2.4).
    /// </summary>
    public string SubjectIssuerClaim { get; set; } = "/sub_id/iss";

    /// <summary>The claim with the client of the access token. Default <c>client_id</c>.</summary>
    public string ClientClaim { get; set; } = "client_id";

    /// <summary>
    /// Whether an assertion is valid for one request only. It then needs a <c>jti</c>, and each process remembers the used ones until they
    /// expire. Default <see langword="false"/>.
    /// </summary>
    public bool SingleUse { get; set; }

    /// <summary>The claim with the device's posture, such as <c>device_posture</c> or <c>/device/posture</c>. Required.</summary>
    public string? Claim { get; set; }

    /// <summary>The claim with the time of the device's last check, in seconds since 1970. Rules with a <c>MaxAge</c> need it. Default: none.</summary>
    public string? CheckedAtClaim { get; set; }
}
