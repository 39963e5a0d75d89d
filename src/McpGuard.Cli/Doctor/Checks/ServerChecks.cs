namespace McpGuard.Cli.Doctor;

/// <summary>The address, and the answers of the server to a client without a good token.</summary>
internal static class ServerChecks
{
    private const int Unauthorized = 401;

    public static IEnumerable<CheckResult> Of(Survey survey)
    {
        var (address, anonymous) = (survey.Address, survey.Anonymous);
        yield return CheckResult.Of(
            Check.Reachable, anonymous is { Failure: null, Location: null }, $"answered with {anonymous.Summary} in {Milliseconds(anonymous.Duration)}",
            $"the first message got {anonymous.Summary}",
            anonymous.Location is null ? "start the server, or correct the address" : "give users the address that the redirect names");
        yield return CheckResult.Of(Check.Encrypted, Site.IsPrivate(address), address.Scheme, "plain http beyond this machine", "serve HTTPS");
        yield return CheckResult.Of(
            Check.PublicAddress, !IsLocal(address), "the host name is not a local one", "only this machine or network can reach the address",
            "for hosted clients, serve it at a public address");
        yield return Challenged(survey);
        yield return CheckResult.Of(
            Check.ChallengeNamesMetadata, survey.NamedMetadata.Document is not null, $"{survey.NamedMetadata.Address}",
            survey.Challenge?.Metadata is { } named
                ? $"resource_metadata is {named}, with {survey.NamedMetadata.Answer?.Summary ?? "another origin than the address"}"
                : "the challenge has no resource_metadata",
            "McpGuard:Resource must have the origin that users type");
        yield return BadToken(survey.WithBadToken);
        yield return Browser(survey.Browser);
        yield return CheckResult.Of(
            Check.DiscoveryTime, survey.DiscoveryTime < TimeSpan.FromSeconds(10), Milliseconds(survey.DiscoveryTime),
            $"{Milliseconds(survey.DiscoveryTime)}; hosted clients wait 10 s",
            "look for slow answers of the server and the authorization server");
        yield return ToolsNeedToken(survey);
    }

    private static CheckResult Challenged(Survey survey) => CheckResult.Of(
        Check.Challenge, survey is { Anonymous.Status: Unauthorized, Challenge: { Error: null } }, "401 with one Bearer challenge",
        survey.Anonymous.Status switch
        {
            Unauthorized when survey.Challenge is { Error: { } error } => $"the challenge without a token has error=\"{error}\"",
            Unauthorized => "401 without exactly one Bearer challenge in WWW-Authenticate",
            _ => $"{survey.Anonymous.Summary} instead of 401 with a challenge",
        },
        "app.MapMcp(...).RequireMcpGuard(), and a proxy that leaves WWW-Authenticate in place");

    private static CheckResult BadToken(WireAnswer answer) => CheckResult.Of(
        Check.InvalidTokenChallenge, answer.Status == Unauthorized && Challenge.Of(answer) is { Error: "invalid_token", Metadata: not null },
        "401 with error=\"invalid_token\"", $"a token that is none got {answer.Summary} without a challenge that says invalid_token",
        "app.MapMcp(...).RequireMcpGuard(); clients refresh an expired token only after this answer");

    private static CheckResult Browser(BrowserAnswers browser)
    {
        string[] missing = [.. new[]
        {
            PassesPreflight(browser) ? null : $"the preflight got {browser.Preflight.Summary}",
            Allows(browser.Challenge, browser.Origin) ? null : "the page cannot read the 401",
            Lists(browser.Challenge, "Access-Control-Expose-Headers", "www-authenticate") ? null : "the page cannot read WWW-Authenticate",
            browser.Metadata is { } metadata && Allows(metadata, browser.Origin) ? null : "the page cannot read the metadata",
        }.OfType<string>()];
        return CheckResult.Of(
            Check.Browser, missing.Length == 0, $"pages of {browser.Origin} can connect", $"for pages of {browser.Origin}: {string.Join("; ", missing)}",
            "McpGuard:AllowedOrigins, and a CORS policy (AddCors, UseCors) that exposes WWW-Authenticate");
    }

    private static bool PassesPreflight(BrowserAnswers browser) => browser.Preflight.IsSuccess
        && Allows(browser.Preflight, browser.Origin)
        && Lists(browser.Preflight, "Access-Control-Allow-Headers", "authorization");

    private static CheckResult ToolsNeedToken(Survey survey)
    {
        var tools = McpMessage.ToolsIn(survey.AnonymousList?.Body ?? "");
        return CheckResult.Of(
            Check.ToolsNeedToken, tools == 0, "no tool is listed without a token", $"{tools} tools are listed without a token",
            "app.MapMcp(...).RequireMcpGuard()");
    }

    private static bool Allows(WireAnswer answer, string origin) => answer.Header(
        "Access-Control-Allow-Origin") is { } allowed && (allowed == "*" || allowed == origin);

    private static bool Lists(WireAnswer answer, string header, string name) =>
        answer.Header(header)?.Split(',', StringSplitOptions.TrimEntries).Any(item => string.Equals(item, name, StringComparison.OrdinalIgnoreCase)) == true;

    private static bool IsLocal(Uri address) => address.IsLoopback || !address.Host.Contains('.', StringComparison.Ordinal)
        || address.Host.EndsWith(".local", StringComparison.OrdinalIgnoreCase) || address.Host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase);

    private static string Milliseconds(TimeSpan duration) => $"{(long)duration.TotalMilliseconds} ms";
}
