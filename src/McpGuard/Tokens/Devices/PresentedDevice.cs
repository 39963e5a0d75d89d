using System.Text.Json;

namespace McpGuard;

/// <summary>The device assertion that came with one request: verified when a rule first asks for it, and then no more.</summary>
internal sealed class PresentedDevice(string assertion)
{
    private Task<JsonElement>? _claims;

    /// <returns>What the assertion says of the caller's device; undefined if it must not be believed.</returns>
    public Task<JsonElement> ReadAsync(DeviceVerifier verifier, DelegatedCaller caller) => _claims ??= verifier.VerifyAsync(assertion, caller);
}
