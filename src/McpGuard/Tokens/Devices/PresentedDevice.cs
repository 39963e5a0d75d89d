using System.Text.Json;

namespace McpGuard;

/// <summary>The device assertion that came with one request: verified when a rule first asks for it, and then no more.</summary>
internal sealed class PresentedDevice(string assertion)
{
    private Task<JsonElement>? _claims;

    /// <summary>The gateway whose signature it bears, once that has been verified.</summary>
    public string? SignedBy { get; private set; }

    /// <returns>What the assertion says of the caller's device; undefined if it must not be believed.</returns>
    public Task<JsonElement> ReadAsync(DeviceVerifier verifier, DelegatedCaller caller) => _claims ??= VerifyAsync(verifier, caller);

    private async Task<JsonElement> VerifyAsync(DeviceVerifier verifier, DelegatedCaller caller)
    {
        var claims = await verifier.VerifyAsync(assertion, caller).ConfigureAwait(false);
        SignedBy = claims.ValueKind == JsonValueKind.Object ? verifier.Issuer : null;
        return claims;
    }
}
