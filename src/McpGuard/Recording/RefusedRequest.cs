using System.Globalization;

namespace McpGuard;

/// <summary>Explains to the operator which setting refused a request, if a setting would allow it. The caller does not learn it.</summary>
internal static class RefusedRequest
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    /// <returns>What was found, and the setting; null if no setting decides it.</returns>
    public static string? Explain(ReasonCode reason, GuardedRequest request, McpGuardOptions options) => reason switch
    {
        ReasonCode.OriginNotAllowed => $"Origin: found {Shown(request.Origin)}. Setting: {Section}:AllowedOrigins.",
        ReasonCode.ProtocolVersionTooOld =>
            $"Protocol version: expected {options.MinimumProtocolVersion} or later, found {Shown(request.ProtocolVersion)}. " +
            $"Setting: {Section}:MinimumProtocolVersion.",
        ReasonCode.BodyTooLarge when !(request.Bytes <= options.MaxRequestBodyBytes) => string.Create(
            CultureInfo.InvariantCulture,
            $"Body: expected at most {options.MaxRequestBodyBytes} bytes, found {Shown(request.Bytes)}. Setting: {Section}:MaxRequestBodyBytes."),
        _ => null,
    };

    private static string Shown(string? text) => AuditText.Neutral(AuditText.Unverified(text)) ?? "none";

    private static string Shown(long? bytes) => bytes is { } known ? known.ToString(CultureInfo.InvariantCulture) : "more";
}
