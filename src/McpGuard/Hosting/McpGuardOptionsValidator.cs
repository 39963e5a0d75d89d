using System.Globalization;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Finds every missing or unsafe option, each with a fix.</summary>
internal sealed class McpGuardOptionsValidator(TimeProvider time) : IValidateOptions<McpGuardOptions>
{
    private const string Section = McpGuardDefaults.ConfigurationSection;

    public ValidateOptionsResult Validate(string? name, McpGuardOptions options)
    {
        List<string> problems =
        [
            .. Issuers(options),
            .. UriProblem.Of($"{Section}:Resource", options.Resource, "the public address of this MCP server, such as https://tools.example.com/mcp"),
            .. EndpointProblems.Find(options),
            .. Ranges(options),
            .. Scopes("InitialScopes", options.InitialScopes),
            .. options.InitialScopes.Contains(ScopeRequests.All) && options.InitialScopes.Count > 1
                ? new[] { $"{Section}:InitialScopes has All and other scopes. Write All alone, or a list without it." }
                : [],
            .. Scopes("DefaultScopes", options.DefaultScopes),
            .. options.Tools.SelectMany(tool => Scopes($"Tools:{tool.Key}:Scopes", tool.Value.Scopes)),
            .. CallerProblems.Find($"{Section}:Callers", options.Callers, TrustedIssuers.Default(options)),
            .. options.Tools.SelectMany(
                tool => CallerProblems.Find($"{Section}:Tools:{tool.Key}:Callers", tool.Value.Callers, TrustedIssuers.Default(options))),
            .. options.AllowedOrigins.Where(origin => !IsOrigin(origin)).Select(origin =>
                $"{Section}:AllowedOrigins has '{origin}', which is not an origin. Write scheme, host and port only, such as " +
                    "https://app.example.com or vscode-file://vscode-app, or null for pages without an origin."),
            .. options.MinimumProtocolVersion is null ||
                DateOnly.TryParseExact(options.MinimumProtocolVersion, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out _)
                ? []
                : new[]
                {
                    $"{Section}:MinimumProtocolVersion is '{options.MinimumProtocolVersion}', which is not a protocol version. Write one such as 2025-11-25.",
                },
            .. KeyProblem("StateKey", options.StateKey),
            .. Revocations(options.RevocationFile),
            .. options.DeviceAssertion is { } assertion ? DeviceAssertionProblems.Find($"{Section}:DeviceAssertion", assertion) : [],
            .. AnswerProblems.Find(options),
            .. ApprovalProblems.Find(options.Approvals),
            .. Audit(options.Audit),
        ];

        return problems.Count == 0 ? ValidateOptionsResult.Success : ValidateOptionsResult.Fail(problems);
    }

    private static IEnumerable<string> Issuers(McpGuardOptions options)
    {
        if (options.Issuers.Count == 0 || options.Authority is not null)
        {
            foreach (var problem in UriProblem.Of(
                    $"{Section}:Authority", options.Authority, "the issuer identifier of your authorization server, such as https://login.example.com"))
                yield return problem;
        }

        foreach (var problem in options.Issuers.SelectMany(issuer => IssuerProblems.Find($"{Section}:Issuers:{issuer.Key}", issuer.Value)))
            yield return problem;

        foreach (var problem in PairProblems.Find(options).Concat(GatewayProblems.FindRequestIds(options)))
            yield return problem;

        var names = ConfiguredIssuer.Of(options).Select(issuer => issuer.Options.Issuer).OfType<string>();
        foreach (var issuer in names.GroupBy(IssuerName.KeyOf, StringComparer.Ordinal).Where(group => group.Count() > 1))
            yield return $"{Section} names the issuer '{issuer.First()}' more than once. Give all of its settings in one place.";

        string[] trusted = [.. names];
        if (options.DefaultIssuer is { } home && !trusted.Any(issuer => IssuerName.KeyOf(issuer) == IssuerName.KeyOf(home)))
            yield return $"{Section}:DefaultIssuer is '{home}', which is not a trusted issuer{NearestName.Suggest(home, trusted)} Trusted are: " +
                $"{string.Join(", ", trusted)}.";

        if (options.Issuers.Values.Count(issuer => issuer.Introspection is not null) > 1)
            yield return $"{Section}:Issuers has several issuers with Introspection, but an opaque token does not name its issuer. Set Introspection for " +
                "one issuer only.";
    }

    private static IEnumerable<string> Ranges(McpGuardOptions options) =>
    [
        .. RangeProblem.Of<TimeSpan>($"{Section}:MaxTokenLifetime", options.MaxTokenLifetime, TimeSpan.FromSeconds(1), TimeSpan.FromHours(1)),
        .. RangeProblem.Of<int>($"{Section}:Audit:Refusals:PerMinutePerAddress", options.Audit.Refusals.PerMinutePerAddress, 0, 1_000_000),
        .. RangeProblem.Of<int>($"{Section}:Audit:Refusals:PerMinute", options.Audit.Refusals.PerMinute, 0, 1_000_000),
        .. RangeProblem.Of<TimeSpan>($"{Section}:ClockSkew", options.ClockSkew, TimeSpan.Zero, TimeSpan.FromMinutes(2)),
        .. RangeProblem.Of<int>($"{Section}:MaxRequestBodyBytes", options.MaxRequestBodyBytes, 1024, 64 * 1024 * 1024),
        .. RangeProblem.Of<int>($"{Section}:TokenCacheSize", options.TokenCacheSize, 1, 1_000_000),
    ];

    private static IEnumerable<string> Scopes(string option, IEnumerable<string> scopes)
    {
        foreach (var scope in scopes)
        {
            if (ScopeSet.FindProblem(scope) is { } problem)
                yield return $"{Section}:{option} has '{scope}', which {problem}.";
        }
    }

    private static bool IsOrigin(string origin) =>
        origin == "null" ||
        (Uri.TryCreate(origin, UriKind.Absolute, out var uri) && uri.UserInfo.Length == 0 && uri.Scheme is not ("ftp" or "ws" or "wss") &&
                uri.GetLeftPart(UriPartial.Authority) == origin && origin.Contains("://", StringComparison.Ordinal));

    private IEnumerable<string> Revocations(string? path)
    {
        IReadOnlyList<string> problems;
        try
        {
            problems = path is null ? [] : RevocationFile.Read(path, time).Problems;
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException or ArgumentException)
        {
            problems = [$"{exception.Message} Name a file that this process may read; the file may be empty."];
        }

        return problems.Select(problem => $"{Section}:RevocationFile is '{path}': {problem}");
    }

    private static IEnumerable<string> Audit(AuditOptions audit)
    {
        foreach (var keyProblem in KeyProblem("Audit:DigestKey", audit.DigestKey))
            yield return keyProblem;
        if (!Enum.IsDefined(audit.FailureMode))
            yield return $"{Section}:Audit:FailureMode is unknown. Set it to DenyCall or LogAndContinue.";
        foreach (var sink in audit.Sinks.Where(sink => sink.Value.FailureMode is { } mode && !Enum.IsDefined(mode)))
            yield return $"{Section}:Audit:Sinks:{sink.Key}:FailureMode is unknown. Set it to DenyCall or LogAndContinue.";
        foreach (var problem in SinkRanges("", audit.WriteTimeout, audit.QueueLimit)
                .Concat(audit.Sinks.SelectMany(sink => SinkRanges($":Sinks:{sink.Key}", sink.Value.WriteTimeout, sink.Value.QueueLimit))))
            yield return problem;
        foreach (var problem in AuditFileProblems.Find(AuditFile.Section, audit.File))
            yield return problem;
        if (!Enum.IsDefined(audit.Ocsf.Readers))
            yield return $"{Section}:Audit:Ocsf:Readers is unknown. Set it to Owner or Group.";
        if (audit.Ocsf is { File: not null, StandardOutput: true })
            yield return $"{Section}:Audit:Ocsf has both File and StandardOutput. Leave one of them.";
        if (audit.Ocsf.File is { } ocsf && string.IsNullOrWhiteSpace(ocsf))
            yield return $"{OcsfAuditSink.Option} is empty. Name a file that this process may write to, or leave it out.";
    }

    private static IEnumerable<string> SinkRanges(string section, TimeSpan? timeout, int? limit) =>
    [
        .. RangeProblem.Of($"{Section}:Audit{section}:WriteTimeout", timeout, TimeSpan.FromMilliseconds(100), TimeSpan.FromMinutes(1)),
        .. RangeProblem.Of($"{Section}:Audit{section}:QueueLimit", limit, 1, 1_000_000),
    ];

    private static IEnumerable<string> KeyProblem(string option, string? key)
    {
        if (key is not null && !(Convert.TryFromBase64String(key, new byte[key.Length], out var length) && length >= 32))
            yield return $"{Section}:{option} is not base64 of at least 32 bytes. Make one with: openssl rand -base64 32";
    }

}
