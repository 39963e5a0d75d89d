using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Acceptance;

/// <summary>The forms of refusals where there is no HTTP: an error or a tool result, with the same decision.</summary>
[TestFixture]
internal sealed class AnswerFormTests
{
    private const string Policy = """{"Rules":{"r":{"Tools":["open"],"Arguments":{"required":["text"]}}}}""";

    [TestCase(AnswerForm.Standard, false, true)]
    [TestCase(AnswerForm.ToolResult, true, true)]
    [TestCase(AnswerForm.OpenAi, true, true)]
    [TestCase(AnswerForm.Http, false, false)]
    [Category("STD-4")]
    public async Task Refusal_has_the_form_for_all(AnswerForm form, bool isScopeResult, bool isFinalResult)
    {
        await using var server = Start(new MemoryConfigurationProvider(new MemoryConfigurationSource()), form);

        var (scope, final) = (await server.CallAsync("read"), await server.CallAsync("open"));
        var unknown = await server.CallAsync("nothing");

        Assert.That((scope is JsonRpcResponse, final is JsonRpcResponse, unknown is JsonRpcError), Is.EqualTo((isScopeResult, isFinalResult, true)));
        Assert.That((scope.ErrorOf().Code, final.ErrorOf().Code, unknown.ErrorOf().Code), Is.EqualTo((40300, 40301, -32602)));
        Assert.That(
            server.Audit.Decisions.Select(record => (record.Reason, record.ErrorCode)),
            Is.EqualTo(new[]
            {
                (ReasonCode.ScopeInsufficient, (int?)40300), (ReasonCode.ArgumentsNotAllowed, 40301), (ReasonCode.TargetUnknown, -32602),
            }));
    }

    [TestCase("McpGuard:Answers:Form")]
    [TestCase("McpGuard:Issuers:one:Answers")]
    [TestCase("McpGuard:Answers:Clients:ToolResult")]
    public async Task Form_that_changes_while_the_server_runs_is_in_force(string key)
    {
        var settings = new MemoryConfigurationProvider(new MemoryConfigurationSource());
        await using var server = Start(settings, null);
        Assert.That(await server.CallAsync("read"), Is.InstanceOf<JsonRpcError>());

        settings.Set(key, key.EndsWith("ToolResult", StringComparison.Ordinal) ? "agent-1" : "ToolResult");
        server.Services.GetRequiredService<IConfigurationRoot>().Reload();

        Assert.That(server.Services.GetRequiredService<LiveOptions>().Problem, Is.Null);
        var after = await server.CallAsync("read");
        Assert.That((after is JsonRpcResponse, after.ErrorOf().Code), Is.EqualTo((true, 40300)));

        settings.Set(key, key.EndsWith("ToolResult", StringComparison.Ordinal) ? "another" : "Standard");
        server.Services.GetRequiredService<IConfigurationRoot>().Reload();

        Assert.That(await server.CallAsync("read"), Is.InstanceOf<JsonRpcError>());
        Assert.That(server.Audit.Decisions.Select(record => record.Reason), Is.All.EqualTo(ReasonCode.ScopeInsufficient));
    }

    private static WireServer Start(MemoryConfigurationProvider settings, AnswerForm? form)
    {
        var configuration = new ConfigurationRoot([settings]);
        return new WireServer(mcp => mcp.WithTools([Probe.Open().Tool, Probe.Read().Tool]).Services
            .AddSingleton<IConfiguration>(configuration).AddSingleton<IConfigurationRoot>(configuration)
            .PostConfigure<McpGuardOptions>(options =>
            {
                options.Policy = Policy;
                options.Answers.Form = form ?? options.Answers.Form;
                if (!options.Issuers.TryGetValue("one", out var issuer))
                    options.Issuers["one"] = issuer = new IssuerOptions();

                issuer.Issuer = options.Authority;
                options.Authority = null;
            }));
    }
}
