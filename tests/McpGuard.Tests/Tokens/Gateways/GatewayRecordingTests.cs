namespace McpGuard.Tests.Tokens.Gateways;

/// <summary>Each recorded token of a gateway is accepted if it is about a user, with the recorded identity, and refused otherwise.</summary>
[TestFixture]
[Category("TOK-3")]
[Parallelizable(ParallelScope.Children)]
internal sealed class GatewayRecordingTests
{
    private static IEnumerable<TestCaseData> Assertions() => Cases(token => token.IsPomerium && token.Text("sub") != "");

    private static IEnumerable<TestCaseData> AssertionsWithoutUser() => Cases(token => token.IsPomerium && token.Text("sub") == "");

    private static IEnumerable<TestCaseData> LiteLlmTokens() => Cases(token => token.IsLiteLlm && CallRoute.Read(token.Text("scope")!) is not null);

    private static IEnumerable<TestCaseData> LiteLlmTokensWithOtherScopes() => Cases(token => token.IsLiteLlm && CallRoute.Read(token.Text("scope")!) is null);

    [TestCaseSource(nameof(Assertions))]
    public async Task Assertion_about_a_user_yields_the_recorded_identity(object recorded)
    {
        var token = (GatewayRecordings.Token)recorded;

        var result = await GatewayRecordings.JudgeAsync(token);

        Assert.That(result.IsAccepted, $"{result.Reason} {result.Fault?.ToRecorded()}");
        var caller = result.Caller!;
        Assert.That(
            (caller.Issuer, caller.Subject, caller.SessionId, caller.TokenId, caller.ClientId, caller.Actor, caller.Tenant),
            Is.EqualTo((token.Text("iss"), token.Text("sub"), token.Text("sid"), token.Text("jti"), "gateway", (Actor?)null, (string?)null)));
        Assert.That(caller.Groups, Is.EqualTo(token.Claims.GetProperty("groups").EnumerateArray().Select(group => group.GetString())));
        Assert.That(caller.Scopes, Is.Empty);
    }

    [TestCaseSource(nameof(AssertionsWithoutUser))]
    public async Task Assertion_about_no_user_is_refused(object recorded) =>
        await IsRefusedAsync(GatewayRecordings.JudgeAsync((GatewayRecordings.Token)recorded), ReasonCode.ClaimInvalid, "sub");

    [TestCaseSource(nameof(Assertions))]
    public async Task Assertion_for_another_host_is_refused(object recorded) =>
        await IsRefusedAsync(
            GatewayRecordings.JudgeAsync((GatewayRecordings.Token)recorded, audience: "sibling.corp.example"), ReasonCode.AudienceMismatch, "aud");

    [TestCaseSource(nameof(Assertions))]
    public async Task Assertion_with_the_issuer_in_another_form_is_refused(object recorded)
    {
        var token = (GatewayRecordings.Token)recorded;
        var issuer = token.Text("iss")!;

        await IsRefusedAsync(
            GatewayRecordings.JudgeAsync(token, issuer.Contains('/', StringComparison.Ordinal) ? new Uri(issuer).Host : $"https://{issuer}/"),
            ReasonCode.IssuerUnknown,
            "iss");
    }

    [TestCaseSource(nameof(Assertions))]
    public async Task Assertion_in_another_header_is_refused(object recorded) =>
        await IsRefusedAsync(
            GatewayRecordings.JudgeAsync((GatewayRecordings.Token)recorded, header: "X-Pomerium-Jwt-Assertion-For"), ReasonCode.CredentialMalformed, "header");

    [TestCaseSource(nameof(LiteLlmTokens))]
    public async Task Token_of_LiteLlm_yields_user_tenant_and_tool(object recorded)
    {
        var token = (GatewayRecordings.Token)recorded;

        var result = await GatewayRecordings.JudgeAsync(token, configure: options => options.Gateway!.StandInSubjects.Add("apikey:*"));

        Assert.That(result.IsAccepted, $"{result.Reason} {result.Fault?.ToRecorded()}");
        var caller = result.Caller!;
        Assert.That(
            (caller.Subject, caller.Tenant, caller.Actor, caller.ClientId, caller.Route),
            Is.EqualTo(
                (token.Text("sub"),
                    token.Claims.GetProperty("act").GetProperty("sub").GetString(),
                    (Actor?)null,
                    "gateway",
                    CallRoute.Read(token.Text("scope")!))));
        Assert.That(caller.Scopes, Is.Empty);
        Assert.That(caller.TokenId, Is.Not.EqualTo(token.Text("jti")), "Many tokens have the user's jti.");
    }

    [TestCaseSource(nameof(LiteLlmTokens))]
    public async Task Token_of_LiteLlm_for_another_server_is_refused(object recorded) => await IsRefusedAsync(
        GatewayRecordings.JudgeAsync((GatewayRecordings.Token)recorded, audience: "https://other.corp.example/mcp", configure: options =>
            options.Gateway!.StandInSubjects.Add("apikey:*")),
        ReasonCode.AudienceMismatch, "aud");

    [TestCaseSource(nameof(LiteLlmTokens))]
    public async Task Token_of_LiteLlm_for_a_key_without_a_user_is_refused(object recorded)
    {
        var result = await GatewayRecordings.JudgeAsync((GatewayRecordings.Token)recorded);

        Assert.That(result.IsAccepted, Is.EqualTo(!((GatewayRecordings.Token)recorded).Text("sub")!.StartsWith("apikey:", StringComparison.Ordinal)));
    }

    [TestCaseSource(nameof(LiteLlmTokensWithOtherScopes))]
    public async Task Token_of_LiteLlm_with_scopes_that_name_no_tool_is_refused(object recorded) =>
        Assert.That((await GatewayRecordings.JudgeAsync((GatewayRecordings.Token)recorded)).Reason, Is.AnyOf(ReasonCode.ClaimInvalid, ReasonCode.ClaimMissing));

    private static IEnumerable<TestCaseData> Cases(Predicate<GatewayRecordings.Token> isOf) => GatewayRecordings.All.Where(token => isOf(token))
        .Select((token, index) => new TestCaseData(token).SetArgDisplayNames(token.Recording, token.Case, $"{index}"));

    private static async Task IsRefusedAsync(Task<TokenResult> judged, ReasonCode reason, string part)
    {
        var result = await judged;
        Assert.That((result.Reason, result.Fault?.Part), Is.EqualTo((reason, part)), $"{result.Fault?.ToRecorded()}");
    }
}
