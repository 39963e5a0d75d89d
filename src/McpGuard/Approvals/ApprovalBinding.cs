using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpGuard;

/// <summary>
/// The digest of everything that an approval is for. The guard computes it for each call, and finds the approval by it. What the client
/// brings decides nothing.
/// </summary>
internal static class ApprovalBinding
{
    /// <param name="resource">The endpoint, or this server without HTTP.</param>
    /// <param name="caller">The caller, with all its actors.</param>
    /// <param name="tool">The tool's name.</param>
    /// <param name="arguments">The arguments as the tool gets them.</param>
    /// <param name="definition">The digest of the tool's definition, or null if a handler serves it.</param>
    /// <param name="policyVersion">The version of the policy.</param>
    /// <param name="demands">What is required. The version of the policy does not cover attributes.</param>
    public static string Of(
        string? resource,
        DelegatedCaller caller,
        string tool,
        JsonElement arguments,
        string? definition,
        string? policyVersion,
        IEnumerable<ApprovalDemand> demands)
    {
        var content = new StringBuilder();
        Append(content, "mcpguard/approval/1", resource, CallerKey.Of(caller));
        for (var actor = caller.Actor?.Prior; actor is not null; actor = actor.Prior)
            Append(content, "prior", actor.Issuer, actor.Subject);

        Append(content, "call", tool, CanonicalJson.Write(arguments), definition, policyVersion);
        foreach (var demand in demands)
            Append(content, demand);

        return Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())));
    }

    private static void Append(StringBuilder content, ApprovalDemand demand)
    {
        Append(content, "demand", demand.Rule, demand.Policy, Name(demand.By), Name(demand.Comment));
        Append(content, Number(demand.Count), Number(demand.WaitFor.Ticks), Number(demand.ValidFor.Ticks));
        Append(content, [Number(demand.Groups.Count), .. demand.Groups]);
        Append(content, [Number(demand.Roles.Count), .. demand.Roles]);
    }

    // Each part with its length, so that no two lists of parts have the same text.
    private static void Append(StringBuilder content, params ReadOnlySpan<string?> parts)
    {
        foreach (var part in parts)
            content.Append(CultureInfo.InvariantCulture, $"{part?.Length ?? -1}:").Append(part);
    }

    private static string Name<TEnum>(TEnum value)
        where TEnum : struct, Enum => Enum.GetName(value) ?? "";

    private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);
}
