using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The device is in one of some states, by a claim of the token, and that was looked at recently. The token's issuer vouches
/// for the claim; a header that says the same is never believed.
/// </summary>
internal sealed class DeviceCondition(ClaimPath claim, string[] allowed, ClaimPath? checkedAt, TimeSpan? maxAge, TimeSpan skew) : Condition
{
    public override string Name => "device";

    public override ReasonCode Reason => ReasonCode.DeviceNotAllowed;

    public override string Demand => $"a device that is {string.Join(" or ", allowed)}{(maxAge is { } age ? $", looked at within {age}" : "")}";

    public static DeviceCondition? Read(PolicyObject rule, ConditionSources sources)
    {
        if (rule.Object("Device") is not { } section)
            return null;

        var claim = section.Text("Claim");
        var allowed = section.Texts("Allowed");
        var checkedAt = section.Text("CheckedAtClaim");
        var maxAge = section.Duration("MaxAge", TimeSpan.FromSeconds(1), TimeSpan.FromDays(30));
        if (claim is null)
            section.Wrong("Claim", "is missing. Name the claim that has the posture, such as device_posture or /device/posture");
        if (allowed.Length == 0)
            section.Wrong("Allowed", "is missing. Name the postures that are enough, such as compliant");
        if (maxAge is null != (checkedAt is null))
            section.Wrong(null, "needs MaxAge and CheckedAtClaim together, or neither");

        section.Finish();
        return new DeviceCondition(new ClaimPath(claim ?? ""), allowed, checkedAt is null ? null : new ClaimPath(checkedAt), maxAge, sources.ClockSkew);
    }

    public override ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken)
    {
        if (claim.In(request.Caller) is not { ValueKind: JsonValueKind.String } value || value.GetString() is not { Length: > 0 } posture)
            return new(ConditionResult.NotMet());
        if (Array.IndexOf(allowed, posture) < 0)
            return new(ConditionResult.NotMet(posture));
        if (checkedAt is not { } path)
            return new(ConditionResult.Met(posture));

        // Between 1970 and 9999, or DateTimeOffset could not say it.
        if (path.In(request.Caller) is not { ValueKind: JsonValueKind.Number } time || !time.TryGetInt64(out var seconds) || seconds is < 0 or > 253_402_300_799)
            return new(ConditionResult.NotMet($"{posture}, not known since when"));

        var age = request.Time - DateTimeOffset.FromUnixTimeSeconds(seconds);
        return new(ConditionResult.Of(age <= maxAge && age >= -skew, $"{posture}, looked at {age.TotalSeconds:0} s ago"));
    }
}
