using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard.Tests.Hosting;

/// <summary>Startup fails for a setting that would disable a check, whatever its source.</summary>
[TestFixture]
internal sealed class ReplacedCheckTests
{
    private static IEnumerable<TestCaseData> Settings()
    {
        yield return Of("TOK-2", "Issuers:idp:Algorithms:0", "HS256");
        yield return Of("TOK-2", "Issuers:idp:Algorithms:0", "none");
        yield return Of("TOK-21", "Issuers:idp:Claims:Optional:0", "exp");
        yield return Of("TOK-13", "Issuers:idp:Claims:Optional:0", "aud");
        yield return Of("TOK-16", "Issuers:idp:Claims:Optional:0", "client_id");
        yield return Of("TOK-22", "Issuers:idp:MaxTokenLifetime", "02:00:00");
        yield return Of("TOK-22", "MaxTokenLifetime", "02:00:00");
        yield return Of("TOK-24", "Issuers:idp:ClockSkew", "00:05:00");
        yield return Of("TOK-24", "ClockSkew", "00:05:00");
        yield return Of("TOK-28", "Issuers:idp:Keys:MaxAge", "2.00:00:00");
        yield return Of("TOK-31", "Issuers:idp:Keys:Uri", "http://login.example.com/keys");
        yield return Of("TOK-35", "Issuers:idp:Introspection:CacheDuration", "01:00:00", ("Introspection:ClientId", "c"), ("Introspection:ClientSecret", "s"));
        yield return Of("TOK-34", "Issuers:idp:Introspection:ClientSecret", "", ("Introspection:ClientId", "c"));
        yield return Of("TOK-15", "ValidateAudience", "false");
        yield return Of("TOK-15", "Issuers:idp:ValidateAudience", "false");
        yield return Of("TOK-15", "Issuers:idp:Audiences:0", "");

        static TestCaseData Of(string id, string key, string value, params (string Key, string Value)[] beside) =>
            new TestCaseData(key, value, beside).SetArgDisplayNames(key, value).SetCategory(id);
    }

    [TestCaseSource(nameof(Settings))]
    public async Task Start_is_stopped_by_one_message_that_names_the_setting(string key, string value, (string Key, string Value)[] beside)
    {
        var problems = await ProblemsAsync([(key, value), .. beside.Select(setting => ($"Issuers:idp:{setting.Key}", setting.Value))]);

        // An empty secret is a problem by itself, and so is the secret that is then missing.
        Assert.That(
            problems,
            Has.Length.EqualTo(key.EndsWith("ClientSecret", StringComparison.Ordinal) ? 2 : 1).And.All.Contain(
                key.Split(':')[^1] == "0" ? key.Split(':')[^2] : key.Split(':')[^1]));
    }

    [Test]
    public async Task Start_is_not_stopped_without_them() => Assert.That(await ProblemsAsync([]), Is.Empty);

    private static async Task<string[]> ProblemsAsync((string Key, string Value)[] settings)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddInMemoryCollection([
            new("McpGuard:Resource", ValidatorHarness.Resource), new("McpGuard:Issuers:idp:Issuer", "https://login.example.com"),
            .. settings.Select(setting => KeyValuePair.Create($"McpGuard:{setting.Key}", (string?)setting.Value))]);
        builder.Services.AddMcpServer().WithMcpGuard();
        using var host = builder.Build();
        try
        {
            await host.StartAsync();
            await host.StopAsync();
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return [.. exception.Problems];
        }
    }
}
