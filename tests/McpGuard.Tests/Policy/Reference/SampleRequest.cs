using System.Net;
using System.Text.Json;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Policy.Reference;

/// <summary>A random request for one of the tools of <see cref="SamplePolicy"/>.</summary>
internal static class SampleRequest
{
    public static AccessRequest Next(Random random) => new()
    {
        Caller = new DelegatedCaller
        {
            Issuer = Callers.Issuer,
            Subject = "alice",
            ClientId = random.Next(3) > 0 ? "desktop" : "other",
            TokenId = "token-1",
            Scopes = new ScopeSet(new[] { "a", "b", "c", "d", "z" }.Where(_ => random.Next(3) > 0)),
            Groups = [.. new[] { "staff", "finance" }.Where(_ => random.Next(3) > 0)],
            Roles = [.. new[] { "admin", "guest" }.Where(_ => random.Next(2) == 0)],
            AuthenticationContext = new[] { null, "pwd", "mfa", "phr", "sms" }[random.Next(5)],
            AuthenticatedAt = random.Next(4) == 0 ? null : Callers.Now.AddSeconds(-random.Next(700)),
            Claims = JsonElement.Parse(random.Next(4) == 0 ? "{}" : $$"""{"tid":"t{{random.Next(1, 4)}}"}"""),
            ExpiresAt = Callers.Now.AddDays(2),
        },
        Method = RequestMethods.ToolsCall,
        Target = new[] { "one", "two", "open", "fresh" }[random.Next(4)],
        Arguments = JsonElement.Parse(random.Next(4) == 0 ? "{}" : $$"""{"amount":{{random.Next(120)}}}"""),
        ClientAddress = new[] { null, IPAddress.Parse("10.1.2.3"), IPAddress.Parse("192.0.2.1") }[random.Next(3)],
        Time = Callers.Now,
    };
}
