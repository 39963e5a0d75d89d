using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// With <c>ConcealForbidden</c>, no part of an answer tells a hidden item from an unknown one: neither the status nor a header nor a byte of
/// the body. Without it, a refused caller gets the reason.
/// </summary>
[Category("RSP-16")]
internal sealed class ConcealmentTests
{
    // Two names of the same length, so that also the length of the answers is the same.
    private const string Hidden = "secret";
    private const string Unknown = "nobody";

    private const string Groups = "\"Groups\":\"insiders\"";

    // What no token of the caller can meet, and what the rule says of it.
    private static readonly string[] _demands =
    [
        Groups,
        "\"Network\":\"203.0.113.0/24\"",
        "\"Conditions\":\"failing\"",
        Groups + ",\"Scopes\":\"more\"",
        Groups + ",\"Says\":\"\"",
        Groups + ",\"Says\":\"Only for insiders.\"",
    ];

    private static readonly (string Method, string Member, string Target)[] _requests =
    [
        ("tools/call", "name", Hidden),
        ("prompts/get", "name", Hidden),
        ("resources/read", "uri", $"note://{Hidden}"),
        ("resources/read", "uri", $"{Hidden}://one"),
    ];

    [Test]
    public async Task Hidden_item_and_unknown_item_have_the_same_answer([ValueSource(nameof(_demands))] string demand, [Values] AnswerForm form)
    {
        await using var server = await StartAsync(demand, form, isConcealed: true);

        foreach (var version in WireRequest.Versions)
        {
            foreach (var (method, member, target) in _requests)
            {
                server.Audit.Clear();
                var hidden = await SendAsync(server, method, member, target, version);
                var unknown = await SendAsync(server, method, member, target.Replace(Hidden, Unknown, StringComparison.Ordinal), version);

                Assert.That(hidden.Error, Is.Not.Null, target);
                Assert.That(Seen(hidden), Is.EqualTo(Seen(unknown)), $"{method} {target} {version}");
                var records = server.Audit.Decisions;
                Assert.That(records[0].Reason, Is.Not.EqualTo(ReasonCode.TargetUnknown), "The record has the true reason.");
                Assert.That(records[1].Reason, Is.EqualTo(ReasonCode.TargetUnknown));
            }
        }

        Assert.That((await ListAsync(server)).Body, Does.Not.Contain(Hidden));
    }

    [TestCase(Groups, "The user is not in a group or role that may use this.")]
    [TestCase(Groups + ",\"Says\":\"Only for insiders.\"", "Only for insiders.")]
    [TestCase(Groups + ",\"Says\":\"\"", "and nothing was run. Do not repeat the call.")]
    public async Task Without_the_setting_the_caller_of_a_hidden_tool_gets_the_reason(string demand, string reason)
    {
        await using var server = await StartAsync(demand, AnswerForm.Standard, isConcealed: false);

        var answer = await SendAsync(server, "tools/call", "name", Hidden, null);

        Assert.That((answer.Status, answer.IsToolResult, answer.ErrorCode), Is.EqualTo((200, true, 40301)));
        Assert.That((string?)answer.Error!["message"], Does.Contain(reason));
        Assert.That((await ListAsync(server)).Body, Does.Not.Contain(Hidden), "The list hides it in any case.");
    }

    [TestCase("\"Scopes\":\"more\"", 40300)]
    [TestCase("\"SignIn\":{\"MaxAge\":\"00:00:01\"}", 40102)]
    [TestCase("\"Rate\":{\"Calls\":1,\"Window\":\"01:00:00\",\"Per\":\"Subject\"}", 42900)]
    public async Task Item_that_a_caller_could_use_later_is_not_concealed(string demand, int code)
    {
        await using var server = await StartAsync(demand, AnswerForm.ToolResult, isConcealed: true);

        var list = await ListAsync(server);
        await SendAsync(server, "tools/call", "name", Hidden, null);
        var answer = await SendAsync(server, "tools/call", "name", Hidden, null);

        Assert.That(list.Body, Does.Contain(Hidden));
        Assert.That(answer.ErrorCode, Is.EqualTo(code));
    }

    private static string Seen(WireAnswer answer) => string.Join('\n', answer.Headers
        .Where(header => header.Key != "Date")
        .OrderBy(header => header.Key, StringComparer.OrdinalIgnoreCase)
        .Select(header => $"{header.Key}: {header.Value}")
        .Prepend($"{answer.Status}")
        .Append(answer.Body.Replace(Hidden, Unknown, StringComparison.Ordinal)));

    private static Task<WireAnswer> SendAsync(GuardedWebServer server, string method, string member, string target, string? version) =>
        WireRequest.Of(method, member, target, version).WithToken(server.NewToken().Build()).SendAsync(server);

    private static Task<WireAnswer> ListAsync(GuardedWebServer server) =>
        new WireRequest("""{"jsonrpc":"2.0","id":9,"method":"tools/list"}""").WithToken(server.NewToken().Build()).SendAsync(server);

    private static Task<GuardedWebServer> StartAsync(string demand, AnswerForm form, bool isConcealed) =>
        GuardedWebServer.StartAsync(
            options =>
            {
                options.Answers.Form = form;
                options.Policy = $$"""
                    {
                      "ConcealForbidden": {{(isConcealed ? "true" : "false")}},
                      "Rules": {
                        "t": { "Tools": "{{Hidden}}", {{demand}} },
                        "p": { "Prompts": "{{Hidden}}", {{demand}} },
                        "r": { "Resources": [ "note://{{Hidden}}", "{{Hidden}}://{id}" ], {{demand}} }
                      }
                    }
                    """;
            },
            mcp =>
            {
                mcp.Services.AddKeyedSingleton<IAccessCondition>("failing", new Failing());
                mcp.WithTools([McpServerTool.Create([AllowAnyCaller] () => "", new() { Name = Hidden })])
                    .WithPrompts([McpServerPrompt.Create([AllowAnyCaller] () => "", new() { Name = Hidden })])
                    .WithResources(
                    [
                        McpServerResource.Create([AllowAnyCaller] () => "", new() { UriTemplate = $"note://{Hidden}", Name = Hidden }),
                        McpServerResource.Create([AllowAnyCaller] (string id) => "", new() { UriTemplate = $"{Hidden}://{{id}}", Name = $"{Hidden}s" }),
                    ]);
            });

    private sealed class Failing : IAccessCondition
    {
        public ValueTask<ConditionResult> CheckAsync(AccessRequest request, CancellationToken cancellationToken) =>
            throw new InvalidOperationException("The directory does not answer.");
    }
}
