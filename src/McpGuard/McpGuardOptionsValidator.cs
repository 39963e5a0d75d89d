using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Finds every missing or unsafe option, and says what to do about each.</summary>
internal sealed class McpGuardOptionsValidator : IValidateOptions<McpGuardOptions>
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    public ValidateOptionsResult Validate(string? name, McpGuardOptions options)
    {
        List<string> problems =
        [
            .. Uris(options),
            .. Ranges(options),
            .. Scopes("BaselineScopes", options.BaselineScopes),
            .. Scopes("DefaultScopes", options.DefaultScopes),
            .. options.Tools.SelectMany(tool => Scopes($"Tools:{tool.Key}:Scopes", tool.Value.Scopes)),
            .. options.AllowedOrigins.Where(origin => !IsOrigin(origin)).Select(origin =>
                $"{Section}:AllowedOrigins has '{origin}', which is no origin. Write scheme, host and port only, such as https://app.example.com."),
            .. Audit(options.Audit),
        ];

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Uris(McpGuardOptions options)
    {
        if (UriProblem(options.Authority) is { } authorityProblem)
            yield return $"{Section}:Authority {authorityProblem} Set it to the issuer identifier of your authorization server, such as https://login.example.com.";
        if (UriProblem(options.Resource) is { } resourceProblem)
            yield return $"{Section}:Resource {resourceProblem} Set it to the public address of this MCP server, such as https://tools.example.com/mcp.";
    }

    private static string? UriProblem(string? value)
    {
        if (string.IsNullOrWhiteSpace(value))
            return "is missing.";
        if (!Uri.TryCreate(value, UriKind.Absolute, out var uri) || uri.Scheme is not ("https" or "http"))
            return $"is '{value}', which is not an absolute https address.";
        if (uri.Query.Length > 0 || value.Contains('#', StringComparison.Ordinal) || uri.UserInfo.Length > 0)
            return "has a query, a fragment or credentials in it.";

        return SecureUri.IsAcceptable(uri) ? null : $"is '{value}': plain http is allowed on loopback only.";
    }

    private static IEnumerable<string> Ranges(McpGuardOptions options)
    {
        if (options.MaxTokenLifetime < TimeSpan.FromSeconds(1) || options.MaxTokenLifetime > TimeSpan.FromHours(1))
            yield return $"{Section}:MaxTokenLifetime is {options.MaxTokenLifetime}. Set it between one second and one hour; tokens are meant to be short-lived.";
        if (options.ClockSkew < TimeSpan.Zero || options.ClockSkew > TimeSpan.FromMinutes(2))
            yield return $"{Section}:ClockSkew is {options.ClockSkew}. Set it between zero and two minutes.";
        if (options.MaxRequestBodyBytes is < 1024 or > 64 * 1024 * 1024)
            yield return $"{Section}:MaxRequestBodyBytes is {options.MaxRequestBodyBytes}. Set it between 1024 and 67108864.";
        if (options.TokenCacheSize is < 1 or > 1_000_000)
            yield return $"{Section}:TokenCacheSize is {options.TokenCacheSize}. Set it between 1 and 1000000.";
    }

    private static IEnumerable<string> Scopes(string option, IEnumerable<string> scopes)
    {
        foreach (var scope in scopes)
        {
            if (!ScopeSet.IsScopeToken(scope))
                yield return $"{Section}:{option} has '{scope}', which is no scope: write each scope by itself, without spaces, quotes or backslashes.";
            else if (scope == "offline_access")
                yield return $"{Section}:{option} has offline_access, which is between a client and its authorization server. Remove it.";
        }
    }

    private static bool IsOrigin(string origin) =>
        Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.Scheme is "https" or "http" &&
        uri.GetLeftPart(UriPartial.Authority) == origin;

    private static IEnumerable<string> Audit(AuditOptions audit)
    {
        if (audit.DigestKey is { } key && !(Convert.TryFromBase64String(key, new byte[key.Length], out var length) && length >= 32))
            yield return $"{Section}:Audit:DigestKey is not base64 of at least 32 bytes. Make one with: openssl rand -base64 32";
        if (!Enum.IsDefined(audit.FailureMode))
            yield return $"{Section}:Audit:FailureMode is unknown. Set it to DenyCall or LogAndContinue.";
        if (audit.File is { } path && FileProblem(path) is { } problem)
            yield return $"{Section}:Audit:File is '{path}': {problem} Name a file that this process may append to.";
    }

    private static string? FileProblem(string path)
    {
        try
        {
            using var file = JsonLinesAuditSink.Open(path);
            return null;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException or NotSupportedException)
        {
            return exception.Message;
        }
    }
}
