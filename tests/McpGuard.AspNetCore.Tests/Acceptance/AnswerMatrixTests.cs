using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// Each kind of refusal in each form, protocol version and session mode: status, id, challenge and members. The decision, its record and
/// the metrics are the same in each form.
/// </summary>
internal sealed class AnswerMatrixTests
{
    private const string Policy = """
        {
          "SignInStrengths": ["pwd", "mfa"],
          "Rules": {
            "strong": { "Tools": "echo", "SignIn": { "Strength": "mfa" } },
            "one-file": { "Tools": "files_read", "Arguments": { "required": ["path"], "properties": { "path": { "const": "a" } } } },
            "none": { "Tools": "whoami", "Rate": { "Calls": 1, "Window": "01:00:00", "Per": "Subject" } },
            "hidden": { "Tools": "wait", "Groups": "insiders" }
          }
        }
        """;

    // Tool, arguments, code, whether more scope or another sign-in helps.
    private static readonly (string Tool, string Arguments, int Code, bool MoreHelps)[] _refusals =
    [
        ("files_write", """{"path":"a"}""", 40300, true),
        ("echo", """{"message":"a"}""", 40102, true),
        ("files_read", """{"path":"b"}""", 40301, false),
        ("whoami", "{}", 42900, false),
        ("wait", "{}", 40301, false),
        ("nothing", "{}", -32602, false),
    ];

    [Test]
    public async Task Answer_has_the_shape_of_its_form(
        [Values] AnswerForm form, [ValueSource(typeof(WireRequest), nameof(WireRequest.Versions))] string? version, [Values] bool hasSession)
    {
        if (hasSession && version == "2026-07-28")
            return; // This version has no sessions.

        await using var server = await StartAsync(form, hasSession);
        var (token, session) = await OpenAsync(server, hasSession ? version ?? "2025-11-25" : null);
        await SendAsync(server, token, session, "whoami", "{}", version, 3);

        foreach (var (tool, arguments, code, moreHelps) in _refusals)
        {
            var answer = await SendAsync(server, token, session, tool, arguments, version, 7);

            var isUnknown = code == -32602;
            var isError = form == AnswerForm.Http || isUnknown || (form == AnswerForm.Standard && moreHelps);
            using (Assert.EnterMultipleScope())
            {
                Assert.That(
                    (answer.ErrorCode, answer.Status, answer.IsToolResult, (int?)answer.Json!["id"]),
                    Is.EqualTo(((int?)code, isError && !isUnknown ? code / 100 : 200, !isError, (int?)7)),
                    tool);
                Assert.That(answer.Challenges, Has.Length.EqualTo(isError && moreHelps ? 1 : 0), tool);
                Assert.That(answer.Headers.ContainsKey("Retry-After"), Is.EqualTo(isError && code == 42900), tool);
                if (isUnknown)
                    Assert.That((answer.Json["error"]!["data"], (string?)answer.Error!["message"]), Is.EqualTo(((JsonNode?)null, $"Unknown tool: '{tool}'")));
                if (!isError)
                    AssertResult(answer, form, version, code, moreHelps, tool);
                if (answer.Challenges.Length == 1)
                    AssertChallenge(answer.Challenges[0], code);
            }
        }

        Assert.That(server.Tools.Calls, Has.Count.EqualTo(1), "Nothing that was refused has run.");
    }

    [Test]
    public async Task Records_and_metrics_are_the_same_in_each_form([ValueSource(typeof(WireRequest), nameof(WireRequest.Versions))] string? version)
    {
        var seen = new List<string>();
        foreach (var form in Enum.GetValues<AnswerForm>())
        {
            await using var server = await StartAsync(form, hasSession: false);
            using var decisions = new Microsoft.Extensions.Diagnostics.Metrics.Testing.MetricCollector<long>(
                server.Services.GetRequiredService<System.Diagnostics.Metrics.IMeterFactory>(), McpGuardDefaults.Meter, "mcpguard.decisions");
            var token = server.NewToken().Build();
            foreach (var (tool, arguments, _, _) in _refusals.Prepend(("whoami", "{}", 0, false)))
                await SendAsync(server, token, null, tool, arguments, version, 7);

            var records = server.Audit.Records.Select(record =>
                $"{record.Event} {record.Effect} {record.Reason} {record.Rule} {record.Target} {record.HttpStatus} {record.ErrorCode} {record.Outcome} " +
                    $"{string.Join(' ', record.ScopesRequired ?? [])} {string.Join(' ', record.ScopesMissing ?? [])}");
            var measured = decisions.GetMeasurementSnapshot()
                .Select(measurement => $"{measurement.Value} {string.Join(' ', measurement.Tags.OrderBy(tag => tag.Key, StringComparer.Ordinal))}");
            seen.Add(string.Join('\n', records.Concat(measured)));
        }

        Assert.That(seen, Has.Count.EqualTo(4));
        Assert.That(seen[0], Does.Contain("ScopeInsufficient").And.Contain("RateExceeded").And.Contain("MembershipMissing"));
        Assert.That(seen.Distinct().ToArray(), Has.Length.EqualTo(1));
    }

    private static void AssertResult(WireAnswer answer, AnswerForm form, string? version, int code, bool moreHelps, string tool)
    {
        var result = answer.Json!["result"]!.AsObject();
        var members = result["_meta"]!["io.github.mcpguard/refusal"]!;
        Assert.That((string?)result["resultType"], Is.EqualTo(version == "2026-07-28" ? "complete" : null), tool);
        Assert.That(result["content"]!.AsArray().Single()!["text"]!.ToString(), Does.StartWith($"The call of {tool} was refused, and nothing was run."));
        Assert.That(
            ((int?)members["code"], members["retryAfter"] is not null, (bool?)members["retryable"]),
            Is.EqualTo(((int?)code, code == 42900, (bool?)(moreHelps || code == 42900))),
            tool);
        Assert.That(members["operation_id"], Is.Not.Null, tool);
        Assert.That(result["_meta"]!.AsObject().ContainsKey("mcp/www_authenticate"), Is.EqualTo(form == AnswerForm.OpenAi && moreHelps), tool);
        if (result["_meta"]!["mcp/www_authenticate"] is { } challenge)
            AssertChallenge((string)challenge.AsArray().Single()!, code);
    }

    private static void AssertChallenge(string challenge, int code) => Assert.That(
        challenge,
        Does.StartWith($"Bearer error=\"{(code == 40300 ? "insufficient_scope" : "insufficient_user_authentication")}\", error_description=\"")
            .And.Contain(code == 40300 ? "scope=\"files:read files:write" : "acr_values=\"mfa\"")
            .And.EndsWith($"resource_metadata=\"{GuardedWebServer.MetadataAddress}\""));

    private static Task<WireAnswer> SendAsync(
        GuardedWebServer server, string token, string? session, string tool, string arguments, string? version, int id)
    {
        var request = WireRequest.Call(tool, arguments, version, $"{id}").WithToken(token);
        return (session is null ? request : request.With("Mcp-Session-Id", session)).SendAsync(server);
    }

    private static async Task<(string Token, string? Session)> OpenAsync(GuardedWebServer server, string? sessionVersion)
    {
        var token = server.NewToken().Build();
        if (sessionVersion is null)
            return (token, null);

        var initialize = new WireRequest($$$$"""
            {"jsonrpc":"2.0","id":1,"method":"initialize",
             "params":{"protocolVersion":"{{{{sessionVersion}}}}","capabilities":{},"clientInfo":{"name":"test","version":"1"}}}
            """);
        return (token, (await initialize.WithToken(token).SendAsync(server)).Headers["Mcp-Session-Id"]);
    }

    private static Task<GuardedWebServer> StartAsync(AnswerForm form, bool hasSession) => GuardedWebServer.StartAsync(
        options => (options.Policy, options.Answers.Form) = (Policy, form),
#pragma warning disable MCP9006 // With the obsolete sessions, too.
        mcp => mcp.Services.Configure<HttpServerTransportOptions>(
            options => options.SessionMode = hasSession ? HttpServerSessionMode.Stateful : HttpServerSessionMode.Stateless));
#pragma warning restore MCP9006
}
