using System.Text;
using McpGuard.Testing;

namespace McpGuard.AspNetCore.Tests.Gateways;

/// <summary>
/// Every request that the products sent to a recording server, replayed with the clock set to its time: the identity of a sign-in is
/// accepted and recorded as it was, and a request without one is refused.
/// </summary>
internal sealed class RecordedGatewayTests
{
    private static readonly ReasonCode[] _ofCredentials =
    [
        ReasonCode.CredentialMissing, ReasonCode.CredentialMalformed, ReasonCode.CredentialInQuery, ReasonCode.TokenMalformed, ReasonCode.TokenTypeRefused,
        ReasonCode.ClaimMissing, ReasonCode.ClaimInvalid, ReasonCode.IssuerUnknown, ReasonCode.AudienceMismatch, ReasonCode.LifetimeTooLong,
    ];

    private static IEnumerable<TestCaseData> Gateways() => RecordedRequest.All.Where(request => !IsOfOthers(request))
        .GroupBy(request => (request.Product, request.Issuer, request.Audience, Keys: request.Jwks.GetRawText()))
        .Select((group, index) => new TestCaseData(group.ToList()).SetArgDisplayNames($"{group.Key.Product} {group.Key.Issuer} {index}"));

    [TestCaseSource(nameof(Gateways))]
    public async Task Identity_that_a_product_signed_is_recorded_and_nothing_else_is_accepted(IReadOnlyList<RecordedRequest> requests)
    {
        await using var server = await StartAsync(requests[0]);
        using var http =
            new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = (_, _) => Encoding.UTF8 }) { BaseAddress = server.Http.BaseAddress };
        foreach (var request in requests)
        {
            if (request.Clock is { } clock)
                server.Time.AdjustTime(DateTimeOffset.FromUnixTimeSeconds(clock));

            server.Audit.Clear();
            using var message = request.ToMessage();
            using var answer = await http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            await Eventually.IsTrueAsync(() => server.Audit.Decisions.Count > 0);

            Check(request, server.Audit.Decisions[0]);
        }
    }

    [Test]
    public async Task Token_that_a_gateway_passes_on_or_has_for_all_is_judged_as_any_token()
    {
        var authority = new TestAuthority();
        await using var server = await GuardedWebServer.StartAsync(
            options => options.Issuers["opaque"] = new IssuerOptions
            {
                Issuer = IntrospectionEndpoint.Issuer,
                Claims = { Optional = { "jti" } },
                Introspection = new() { Endpoint = IntrospectionEndpoint.Address, ClientId = "mcp", ClientSecret = "secret" },
            },
            mcp => mcp.Services.ReplaceBackchannel(() => new IntrospectionEndpoint(authority.CreateBackchannel(), Describe)),
            authority: authority);

        var subjects = new HashSet<string>();
        foreach (var request in RecordedRequest.All.Where(IsOfOthers))
        {
            server.Audit.Clear();
            using var message = request.ToMessage();
            using var answer = await server.Http.SendAsync(message, HttpCompletionOption.ResponseHeadersRead);
            await Eventually.IsTrueAsync(() => server.Audit.Decisions.Count > 0);

            var token = message.Headers.Authorization?.Parameter;
            var record = server.Audit.Decisions[0];
            Assert.That((record.Subject, record.Gateways), Is.EqualTo((SubjectOf(token), (IReadOnlyList<AuditGateway>?)null)), request.ToString());
            Assert.That(record.Reason == ReasonCode.CredentialMissing, Is.EqualTo(token is null), request.ToString());
            Assert.That(record.ToString(), Does.Not.Contain("the-users-own").And.Not.Contain("for-everybody"));
            subjects.Add(record.Subject ?? "nobody");
        }

        Assert.That(subjects, Is.EquivalentTo(new[] { "alice", "gateway-1", "nobody" }));

        static string? SubjectOf(string? token) => token switch { null => null, "the-users-own-token" => "alice", _ => "gateway-1" };

        static string Describe(string token)
        {
            var now = DateTimeOffset.UtcNow.ToUnixTimeSeconds();
            return $$"""
                {"active":true,"sub":"{{SubjectOf(token)}}","client_id":"litellm","aud":"{{GuardedWebServer.Resource}}","iat":{{now}},
                "exp":{{now + 60}},"scope":"mcp:basic"}
                """;
        }
    }

    // The gateway signs nothing in these modes: it has a token for all of its users, or passes the caller's own on.
    private static bool IsOfOthers(RecordedRequest request) => request.Case.StartsWith("litellm-modes:", StringComparison.Ordinal);

    private static void Check(RecordedRequest request, AuditRecord record)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(record.Subject, Is.EqualTo(request.Subject), request.ToString());
            if (request.Subject is null)
            {
                Assert.That(_ofCredentials, Does.Contain(record.Reason), request.ToString());
                return;
            }

            Assert.That(_ofCredentials, Does.Not.Contain(record.Reason), request.ToString());
            var gateway = record.Gateways![0];
            Assert.That(
                (gateway.Issuer, gateway.SessionId, gateway.Proof),
                Is.EqualTo((request.Issuer, request.Session, AuditGatewayProof.Signature)),
                request.ToString());
            Assert.That(record.Actors, Is.Null, "A gateway's tenant is not an actor.");
            Assert.That(record.ToString(), Does.Not.Contain("Pomerium-eyJ"));
            if (request.Tool is not null)
                Assert.That(record.Reason == ReasonCode.ScopeInsufficient, Is.EqualTo(!request.IsToolNamed), request.ToString());
        }
    }

    private static Task<GuardedWebServer> StartAsync(RecordedRequest recorded) => GuardedWebServer.StartAsync(options =>
    {
        options.Issuers["gateway"] = new IssuerOptions
        {
            Profile = recorded.Product,
            Issuer = recorded.Issuer,
            Gateway = new GatewayOptions { Client = "gateway" },
            Audiences = { recorded.Audience },
            Keys = { Jwks = recorded.Jwks.GetRawText() },
        };
        options.AllowedOrigins.Add("https://files.corp.example");
    });
}
