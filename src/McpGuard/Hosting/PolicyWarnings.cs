using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Warns of valid settings that probably do not do what their author wants. Each warning names the setting.</summary>
internal static class PolicyWarnings
{
    private const int MaxAlike = 20;

    private static readonly TargetKind[] _handled = [TargetKind.Tool, TargetKind.Prompt, TargetKind.Resource];

    /// <param name="options">The options in force.</param>
    /// <param name="policy">The policy in force.</param>
    /// <param name="isDevelopment">Whether the process runs in the environment <c>Development</c>.</param>
    /// <param name="logger">The log.</param>
    public static void LogAll(McpGuardOptions options, CompiledPolicy policy, bool isDevelopment, ILogger logger)
    {
        foreach (var name in isDevelopment ? [] : options.Issuers.Where(issuer => issuer.Value.AllowHttp).Select(issuer => issuer.Key))
            Quietly.Run(() => Log.IssuerOverHttp(logger, McpGuardDefaults.ConfigurationSection, name));
        foreach (var scope in OmnibusScopes.Find(options, policy))
            Quietly.Run(() => Log.OmnibusScope(logger, scope));
        foreach (var names in ToolNames.FindAlike(policy.Tools.Names).Take(MaxAlike))
            Quietly.Run(() => Log.ToolNamesAlike(logger, string.Join(", ", names)));
        foreach (var kind in _handled.Where(kind => policy.Of(kind) is { HasHandler: true, OfOthers: null } rules && !rules.Served.Any()))
            Quietly.Run(() => Log.HandlerUndeclared(logger, $"{kind.ToString().ToLowerInvariant()}s", McpGuardDefaults.ConfigurationSection));
        if (HidesAllTools(policy))
            Quietly.Run(() => Log.NoToolForFirstToken(logger, string.Join(' ', policy.ScopeRequests.Initial), McpGuardDefaults.ConfigurationSection));
    }

    // Only scopes are judged. Conditions depend on the caller.
    private static bool HidesAllTools(CompiledPolicy policy) => policy.Settings.Lists == ListMode.HideUnauthorized &&
        policy.Tools.Rules.Any() && !policy.Tools.Rules.Any(policy.ScopeRequests.OpensAtFirst);
}
