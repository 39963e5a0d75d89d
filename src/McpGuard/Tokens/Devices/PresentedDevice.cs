using System.Text.Json;

namespace McpGuard;

/// <summary>The device assertion of one request. It is verified once, when a rule first needs it.</summary>
internal sealed class PresentedDevice(string assertion)
{
    private Task<JsonElement>? _claims;

    /// <summary>The gateway that signed it, after verification.</summary>
    public string? SignedBy { get; private set; }

    /// <returns>The claims about the caller's device; undefined if the assertion is not valid.</returns>
    public Task<JsonElement> ReadAsync(DeviceVerifier verifier, DelegatedCaller caller) => _claims ??= VerifyAsync(verifier, caller);

    private async Task<JsonElement> VerifyAsync(DeviceVerifier verifier, DelegatedCaller caller)
    {
        var claims = await verifier.VerifyAsync(assertion, caller).ConfigureAwait(false);
        SignedBy = claims.ValueKind == JsonValueKind.Object ? verifier.Issuer : null;
        return claims;
    }
}
