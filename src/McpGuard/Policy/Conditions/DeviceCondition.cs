using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The device has one of the allowed postures and was checked recently, according to a claim of the token or of a gateway's signed
/// assertion. An unsigned header with the same content is never believed.
/// </summary>
internal sealed class DeviceCondition(ClaimPath claim, string[] allowed, ClaimPath? checkedAt, TimeSpan? maxAge, ConditionSources sources, bool isAsserted)
    : Condition
{
    private readonly DeviceVerifier? _gateway = isAsserted ? sources.Devices : null;

    public override string Name => "device";

    public override ReasonCode Reason => ReasonCode.DeviceNotAllowed;

    public override string Demand => $"a device that is {string.Join(" or ", allowed)}{(maxAge is { } age ? $", looked at within {age}" : "")}";

    public static DeviceCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("Device") is not { } section)
            return null;

        var isAsserted = section.Flag("Assertion");
        var assertion = isAsserted ? sources.DeviceAssertion : null;
        var claim = assertion?.Claim ?? section.Text("Claim");
        var checkedAt = assertion?.CheckedAtClaim ?? section.Text("CheckedAtClaim");
        var allowed = section.Texts("Allowed");
        var maxAge = section.Duration("MaxAge", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        if (isAsserted && assertion is null)
            section.Wrong("Assertion", $"is set, and {McpGuardDefaults.ConfigurationSection}:DeviceAssertion does not say whose assertions count");
        else if (isAsserted && (section.Has("Claim") || section.Has("CheckedAtClaim")))
            section.Wrong(
                "Assertion", $"stands in place of Claim and CheckedAtClaim. Name the claims in {McpGuardDefaults.ConfigurationSection}:DeviceAssertion");
        else if (claim is null)
            section.Wrong("Claim", "is missing. Name the claim that has the posture, such as device_posture or /device/posture");
        if (allowed.Length == 0)
            section.Wrong("Allowed", "is missing. Name the postures that are enough, such as compliant");
        if (maxAge is not null && checkedAt is null)
            section.Wrong("MaxAge", "needs a CheckedAtClaim that says when the device was looked at");
        if (maxAge is null && checkedAt is not null && !isAsserted)
            section.Wrong("CheckedAtClaim", "needs a MaxAge: how long ago the device may have been looked at");

        if (!isAsserted)
            sources.CheckFacts(section);

        section.Finish();
        return new DeviceCondition(
            new ClaimPath(claim ?? ""), allowed, maxAge is null || checkedAt is null ? null : new ClaimPath(checkedAt), maxAge, sources, isAsserted);
    }

    public override async ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        if (isAsserted && _gateway is null)
            return sources.Server is null ? ConditionResult.Undecided : ConditionResult.NotMet();
        if (_gateway is not null)
            return Check(request.Device is { } device ? await device.ReadAsync(_gateway, request.Caller).ConfigureAwait(false) : default, request.Time);

        return sources.FactIssuers?.VouchFor(request.Caller) is true ? Check(request.Caller.Claims, request.Time) : ConditionResult.Unvouched(request.Caller);
    }

    private ConditionResult Check(JsonElement claims, DateTimeOffset now)
    {
        if (claim.In(claims) is not { ValueKind: JsonValueKind.String } value || value.GetString() is not { Length: > 0 } posture)
            return ConditionResult.NotMet();
        if (Array.IndexOf(allowed, posture) < 0)
            return ConditionResult.NotMet(posture);
        if (checkedAt is not { } path)
            return ConditionResult.Met(posture);

        // Between 1970 and 9999, the range of DateTimeOffset.
        if (path.In(claims) is not { ValueKind: JsonValueKind.Number } time || !time.TryGetInt64(out var seconds) || seconds is < 0 or > 253_402_300_799)
            return ConditionResult.NotMet($"{posture}, not known since when");

        var age = now - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return ConditionResult.Of(age <= maxAge && age >= -sources.ClockSkew, $"{posture}, looked at {age.TotalSeconds:0} s ago");
    }
}
