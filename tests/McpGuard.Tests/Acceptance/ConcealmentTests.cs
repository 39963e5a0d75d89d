using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>Without HTTP too, with <c>ConcealForbidden</c> a hidden item and an unknown one have the same answer, in each form.</summary>
[TestFixture]
[Category("RSP-16")]
internal sealed partial class ConcealmentTests
{
    private static readonly string[] _demands = ["\"Groups\":\"insiders\"", "\"Conditions\":\"failing\"", "\"Groups\":\"insiders\",\"Says\":\"\""];

    private static readonly (string Method, string Members)[] _requests =
    [
        ("tools/call", "\"name\":\"secret\",\"arguments\":{}"),
        ("prompts/get", "\"name\":\"secret\""),
        ("resources/read", "\"uri\":\"note://secret\""),
        ("resources/read", "\"uri\":\"secret://one\""),
        ("resources/subscribe", "\"uri\":\"note://secret\""),
        ("completion/complete", "\"ref\":{\"type\":\"ref/prompt\",\"name\":\"secret\"},\"argument\":{\"name\":\"a\",\"value\":\"\"}"),
        ("completion/complete", "\"ref\":{\"type\":\"ref/resource\",\"uri\":\"secret://{id}\"},\"argument\":{\"name\":\"id\",\"value\":\"\"}"),
    ];

    [Test]
    public async Task Hidden_item_and_unknown_item_have_the_same_answer(
        [ValueSource(nameof(_demands))] string demand, [Values] AnswerForm form, [Values] bool isOld)
    {
        await using var server = Start(demand, form);

        foreach (var (method, members) in _requests)
        {
            server.Audit.Clear();
            var hidden = await SendAsync(server, method, members, isOld);
            var unknown = await SendAsync(server, method, members.Replace("secret", "nobody", StringComparison.Ordinal), isOld);

            Assert.That(hidden.Replace("secret", "nobody", StringComparison.Ordinal), Is.EqualTo(unknown), method);
            Assert.That(hidden, Does.Contain("\"error\"").And.Not.Contain("reason"), method);
            Assert.That(server.Audit.Decisions.Take(1).Select(record => record.Reason), Has.None.EqualTo(ReasonCode.TargetUnknown), method);
        }
    }

    private static async Task<string> SendAsync(WireServer server, string method, string members, bool isOld)
    {
        var answer = await (isOld ? server.RequestOldAsync(method, members) : server.RequestAsync(method, members));
        return RequestId().Replace(JsonSerializer.Serialize(answer, McpJsonUtilities.DefaultOptions), "request");
    }

    private static WireServer Start(string demand, AnswerForm form) => new(mcp =>
    {
        mcp.WithTools([Probe.Open("secret").Tool])
            .WithPrompts([McpServerPrompt.Create([AllowAnyCaller] (string? a = null) => "", new() { Name = "secret" })])
            .WithResources(
            [
                McpServerResource.Create([AllowAnyCaller] () => "", new() { UriTemplate = "note://secret", Name = "one" }),
                McpServerResource.Create([AllowAnyCaller] (string id) => "", new() { UriTemplate = "secret://{id}", Name = "some" }),
            ]);
        mcp.Services.AddKeyedSingleton<IAccessCondition>("failing", new Failing());
        mcp.Services.Configure<McpGuardOptions>(options =>
        {
            options.Answers.Form = form;
            options.Policy = $$"""
                {
                  "ConcealForbidden": true,
                  "Rules": {
                    "t": { "Tools": "secret", {{demand}} },
                    "p": { "Prompts": "secret", {{demand}} },
                    "r": { "Resources": [ "note://secret", "secret://{id}" ], {{demand}} }
                  }
                }
                """;
        });
    });

    private sealed class Failing : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The directory does not answer.");
    }

    [GeneratedRegex("request-[0-9]+")]
    private static partial Regex RequestId();
}
