using System.Net;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Conditions;

/// <summary>What each condition allows, what it denies and why, and what the record says that it looked at.</summary>
[TestFixture]
internal sealed class ConditionTests
{
    private static readonly McpServerTool _tool = McpServerTool.Create(
        [AllowAnyCaller] (RequestContext<CallToolRequestParams> _) => "", new() { Name = "tool" });

    private static IEnumerable<TestCaseData> Cases()
    {
        const string Groups = "\"Groups\":[\"finance\",\"board\"]";
        yield return Allowed(Groups, "finance", groups: ["staff", "finance"]);
        yield return Denied(Groups, ReasonCode.MembershipMissing, "staff", groups: ["staff"]);
        yield return Denied(Groups, ReasonCode.MembershipMissing, "Finance, finance ", groups: ["Finance", "finance "]);
        yield return Denied(Groups, ReasonCode.MembershipMissing, null);
        yield return Denied(Groups, ReasonCode.MembershipMissing, null, roles: ["finance"], scopes: "finance");
        yield return Allowed("\"Roles\":[\"admin\"]", "admin", roles: ["admin"]);
        yield return Denied("\"Roles\":[\"admin\"]", ReasonCode.MembershipMissing, null, groups: ["admin"]);

        const string Tenant = "\"Tenant\":{\"Claim\":\"tid\",\"Allowed\":[\"t1\",\"t2\"],\"Argument\":\"/where/tenant\"}";
        yield return Allowed(Tenant, "t1", claims: """{"tid":"t1"}""", arguments: """{"where":{"tenant":"t1"}}""");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, "t1", claims: """{"tid":"t1"}""", arguments: """{"where":{"tenant":"t2"}}""");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, "t1", claims: """{"tid":"t1"}""", arguments: "{}");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, "t1", claims: """{"tid":"t1"}""", arguments: """{"where":{"tenant":"t1","Tenant":"t2"}}""");
        yield return Denied(
            Tenant, ReasonCode.TenantNotAllowed, "t1", claims: """{"tid":"t1"}""", arguments: """{"Where":{"tenant":"t2"},"where":{"tenant":"t1"}}""");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, "t1", claims: """{"tid":"t1"}""", arguments: """{"where":{"tenant":["t1"]}}""");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, "t3", claims: """{"tid":"t3"}""", arguments: """{"where":{"tenant":"t3"}}""");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, null, claims: """{"tid":["t1"]}""", arguments: """{"where":{"tenant":"t1"}}""");
        yield return Denied(Tenant, ReasonCode.TenantNotAllowed, null, claims: """{"TID":"t1"}""", arguments: """{"where":{"tenant":"t1"}}""");

        const string Network = "\"Network\":[\"10.0.0.0/8\",\"2001:db8::/32\"]";
        yield return Allowed(Network, "10.1.2.3", address: "10.1.2.3");
        yield return Allowed(Network, "10.1.2.3", address: "::ffff:10.1.2.3");
        yield return Allowed(Network, "2001:db8::1", address: "2001:db8::1");
        yield return Denied(Network, ReasonCode.NetworkNotAllowed, "11.0.0.1", address: "11.0.0.1");
        yield return Denied(Network, ReasonCode.NetworkNotAllowed, "2001:db9::1", address: "2001:db9::1");
        yield return Denied(Network, ReasonCode.NetworkNotAllowed, null);

        // 2026-03-29 is a Sunday, on which the clocks in Berlin go from 02:00 to 03:00; 2026-08-03 is a Monday.
        const string Office = "\"Hours\":{\"TimeZone\":\"Europe/Berlin\",\"Days\":[\"Monday\",\"Sunday\"],\"From\":\"08:00\",\"To\":\"18:00\"}";
        yield return Allowed(Office, "Mon 08:00 +02:00", at: "2026-08-03T06:00:00Z");
        yield return Denied(Office, ReasonCode.OutsideHours, "Mon 07:59 +02:00", at: "2026-08-03T05:59:59Z");
        yield return Denied(Office, ReasonCode.OutsideHours, "Mon 18:00 +02:00", at: "2026-08-03T16:00:00Z");
        yield return Denied(Office, ReasonCode.OutsideHours, "Tue 09:00 +02:00", at: "2026-08-04T07:00:00Z");
        yield return Allowed(Office, "Sun 08:00 +02:00", at: "2026-03-29T06:00:00Z");
        yield return Denied(Office, ReasonCode.OutsideHours, "Sun 07:00 +01:00", at: "2026-03-22T06:00:00Z");
        const string Night = "\"Hours\":{\"TimeZone\":\"UTC\",\"Days\":[\"Monday\"],\"From\":\"22:00\",\"To\":\"04:00\"}";
        yield return Allowed(Night, "Mon 23:00 +00:00", at: "2026-08-03T23:00:00Z");
        yield return Allowed(Night, "Tue 03:59 +00:00", at: "2026-08-04T03:59:00Z");
        yield return Denied(Night, ReasonCode.OutsideHours, "Tue 04:00 +00:00", at: "2026-08-04T04:00:00Z");
        yield return Denied(Night, ReasonCode.OutsideHours, "Mon 03:00 +00:00", at: "2026-08-03T03:00:00Z");

        const string Device =
            "\"Device\":{\"Claim\":\"/device/posture\",\"Allowed\":[\"compliant\"],\"CheckedAtClaim\":\"/device/at\",\"MaxAge\":\"01:00:00\"}";
        yield return Allowed(Device, "compliant, looked at 3600 s ago", claims: DeviceClaims(-3600));
        yield return Denied(Device, ReasonCode.DeviceNotAllowed, "compliant, looked at 3601 s ago", claims: DeviceClaims(-3601));
        yield return Denied(Device, ReasonCode.DeviceNotAllowed, "compliant, looked at -60 s ago", claims: DeviceClaims(60));
        yield return Denied(Device, ReasonCode.DeviceNotAllowed, "lost", claims: DeviceClaims(0, "lost"));
        yield return Denied(Device, ReasonCode.DeviceNotAllowed, "compliant, not known since when", claims: """{"device":{"posture":"compliant"}}""");
        yield return Denied(
            Device, ReasonCode.DeviceNotAllowed, "compliant, not known since when", claims: """{"device":{"posture":"compliant","at":"now"}}""");
        yield return Denied(Device, ReasonCode.DeviceNotAllowed, null, claims: "{}");

        const string Risk = "\"Risk\":{\"Claim\":\"risk\",\"Levels\":[\"low\",\"medium\",\"high\"],\"Max\":\"medium\"}";
        yield return Allowed(Risk, "low", claims: """{"risk":"low"}""");
        yield return Allowed(Risk, "medium", claims: """{"risk":"medium"}""");
        yield return Denied(Risk, ReasonCode.RiskTooHigh, "high", claims: """{"risk":"high"}""");
        yield return Denied(Risk, ReasonCode.RiskTooHigh, "none", claims: """{"risk":"none"}""");
        yield return Denied(Risk, ReasonCode.RiskTooHigh, null, claims: """{"risk":0}""");
        yield return Denied(Risk, ReasonCode.RiskTooHigh, null);

        const string Clients = "\"Callers\":{\"AllowedClients\":[\"agent-1\"],\"MaxActors\":1}";
        yield return Allowed(Clients, "agent-1");
        yield return Denied("\"Callers\":{\"AllowedClients\":[\"other\"]}", ReasonCode.ClientNotAllowed, "agent-1");
        yield return Denied("\"Callers\":{\"Delegation\":\"Required\"}", ReasonCode.ActorRequired, "agent-1");

        const string Amount = "\"Arguments\":{\"properties\":{\"amount\":{\"maximum\":100}},\"required\":[\"amount\"]}";
        yield return Allowed(Amount, null, arguments: """{"amount":100}""");
        yield return Denied(Amount, ReasonCode.ArgumentsNotAllowed, "maximum at '/amount'", arguments: """{"amount":101}""");
        yield return Denied(Amount, ReasonCode.ArgumentsNotAllowed, "type at '/amount'", arguments: """{"amount":"101"}""");
        yield return Denied(Amount, ReasonCode.ArgumentsNotAllowed, "case at '/amount'", arguments: """{"amount":1,"Amount":101}""");
        yield return Denied(Amount, ReasonCode.ArgumentsNotAllowed, "required at '/amount'", arguments: "{}");
    }

    [TestCaseSource(nameof(Cases))]
    public void Condition(string rule, AccessRequest request, ReasonCode expected, string? fact)
    {
        var harness = new PolicyHarness(options => options.Policy = "{\"Rules\":{\"rule\":{\"Tools\":[\"tool\"]," + rule + "}}}", _tool);
        Assert.That(harness.Problems, Is.Empty);

        var decision = harness.Policy.DecideByNameAsync(harness.Rules, request, CancellationToken.None).AsTask().GetAwaiter().GetResult()!;

        Assert.That((decision.Reason, decision.Rule), Is.EqualTo((expected, "rule")));
        Assert.That(decision.Facts, Has.Count.EqualTo(1));
        Assert.That((decision.Facts[0].Rule, decision.Facts[0].Value, decision.Facts[0].IsMet), Is.EqualTo(("rule", fact, expected == ReasonCode.Allowed)));
        Assert.That(decision.Challenge, Is.Null, "No scope would help.");
    }

    private static TestCaseData Allowed(
        string rule,
        string? fact,
        string[]? groups = null,
        string[]? roles = null,
        string claims = "{}",
        string? address = null,
        string? at = null,
        string arguments = "{}") =>
        Case(rule, ReasonCode.Allowed, fact, groups, roles, "", claims, address, at, arguments);

    private static TestCaseData Denied(
        string rule,
        ReasonCode reason,
        string? fact,
        string[]? groups = null,
        string[]? roles = null,
        string scopes = "",
        string claims = "{}",
        string? address = null,
        string? at = null,
        string arguments = "{}") =>
        Case(rule, reason, fact, groups, roles, scopes, claims, address, at, arguments);

    private static TestCaseData Case(
        string rule,
        ReasonCode reason,
        string? fact,
        string[]? groups,
        string[]? roles,
        string scopes,
        string claims,
        string? address,
        string? at,
        string arguments)
    {
        var request = new AccessRequest
        {
            Caller = new DelegatedCaller
            {
                Issuer = Callers.Issuer,
                Subject = "alice",
                ClientId = "agent-1",
                TokenId = "token-1",
                Scopes = ScopeSet.Parse(scopes),
                Groups = groups ?? [],
                Roles = roles ?? [],
                Claims = JsonElement.Parse(claims),
                ExpiresAt = DateTimeOffset.MaxValue,
            },
            Method = RequestMethods.ToolsCall,
            Target = "tool",
            Arguments = JsonElement.Parse(arguments),
            ClientAddress = address is null ? null : IPAddress.Parse(address),
            Time = at is null ? Callers.Now : DateTimeOffset.Parse(at, System.Globalization.CultureInfo.InvariantCulture),
        };
        return new TestCaseData(rule, request, reason, fact)
            .SetArgDisplayNames(rule[1..rule.IndexOf('"', 1)], reason.ToString(), fact ?? "nothing", claims, arguments, address ?? "", at ?? "");
    }

    private static string DeviceClaims(int seconds, string posture = "compliant") =>
        new JsonObject { ["device"] = new JsonObject { ["posture"] = posture, ["at"] = Callers.Now.AddSeconds(seconds).ToUnixTimeSeconds() } }.ToJsonString();
}
