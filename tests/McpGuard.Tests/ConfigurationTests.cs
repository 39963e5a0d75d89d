using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard.Tests;

/// <summary>Every setting can come from the configuration, and code wins over it.</summary>
[TestFixture]
internal sealed class ConfigurationTests
{
    private static readonly string _key = Convert.ToBase64String(new byte[32]);

    private static IEnumerable<TestCaseData> Settings()
    {
        yield return Setting("Authority", "https://other.example", options => options.Authority, "https://other.example");
        yield return Setting("Resource", "https://other.example/mcp", options => options.Resource, "https://other.example/mcp");
        yield return Setting("BaselineScopes:0", "a", options => options.BaselineScopes.Single(), "a");
        yield return Setting("MaxTokenLifetime", "00:05:00", options => options.MaxTokenLifetime, TimeSpan.FromMinutes(5));
        yield return Setting("ClockSkew", "00:00:05", options => options.ClockSkew, TimeSpan.FromSeconds(5));
        yield return Setting("RequireActor", "true", options => options.RequireActor, true);
        yield return Setting("DefaultScopes:0", "a", options => options.DefaultScopes.Single(), "a");
        yield return Setting("Tools:read:Scopes:0", "a", options => options.Tools["read"].Scopes.Single(), "a");
        yield return Setting("AllowedOrigins:0", "https://app.example.com", options => options.AllowedOrigins.Single(), "https://app.example.com");
        yield return Setting("MaxRequestBodyBytes", "4096", options => options.MaxRequestBodyBytes, 4096);
        yield return Setting("TokenCacheSize", "5", options => options.TokenCacheSize, 5);
        yield return Setting("Audit:File", "audit.jsonl", options => options.Audit.File, "audit.jsonl");
        yield return Setting("Audit:FailureMode", "LogAndContinue", options => options.Audit.FailureMode, AuditFailureMode.LogAndContinue);
        yield return Setting("Audit:DigestKey", _key, options => options.Audit.DigestKey, _key);
    }

    [TestCaseSource(nameof(Settings))]
    public void Setting_comes_from_the_configuration(string key, string value, Func<McpGuardOptions, object?> read, object expected)
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;
        if (key == "Audit:File")
            value = (string)(expected = Path.Combine(folder, value));

        try
        {
            Assert.That(read(OptionsOf((key, value))), Is.EqualTo(expected));
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Test]
    public void Every_option_is_among_them()
    {
        var options = Names(typeof(McpGuardOptions), "").Order();

        Assert.That(Settings().Select(setting => ((string)setting.Arguments[0]!).Replace(":0", "").Replace(":read:", ":")).Order(), Is.EqualTo(options));

        static IEnumerable<string> Names(Type type, string prefix) => type.GetProperties().SelectMany(property =>
            property.PropertyType == typeof(AuditOptions) ? Names(property.PropertyType, "Audit:")
            : property.Name == "Tools" ? Names(typeof(ToolOptions), "Tools:")
            : [prefix + property.Name]);
    }

    [Test]
    public void Defaults_are_the_documented_ones()
    {
        var options = OptionsOf();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.MaxTokenLifetime, Is.EqualTo(TimeSpan.FromMinutes(15)));
            Assert.That(options.ClockSkew, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That(options.RequireActor, Is.False);
            Assert.That(options.MaxRequestBodyBytes, Is.EqualTo(1024 * 1024));
            Assert.That(options.TokenCacheSize, Is.EqualTo(10_000));
            Assert.That(options.Audit.FailureMode, Is.EqualTo(AuditFailureMode.DenyCall));
            Assert.That((options.Audit.File, options.Audit.DigestKey), Is.EqualTo(((string?)null, (string?)null)));
            Assert.That((options.BaselineScopes.Count, options.DefaultScopes.Count, options.AllowedOrigins.Count, options.Tools.Count), Is.EqualTo((0, 0, 0, 0)));
        }
    }

    [Test]
    public void Code_wins_over_the_configuration()
    {
        var services = Services(("RequireActor", "true"), ("ClockSkew", "00:00:05"));
        services.AddMcpServer().WithMcpGuard(options => options.RequireActor = false);

        var options = services.BuildServiceProvider().GetRequiredService<IOptions<McpGuardOptions>>().Value;

        Assert.That((options.RequireActor, options.ClockSkew), Is.EqualTo((false, TimeSpan.FromSeconds(5))));
    }

    [Test]
    public void Guarding_twice_configures_twice_and_guards_once()
    {
        var services = Services();
        services.AddMcpServer().WithMcpGuard(options => options.RequireActor = true).WithMcpGuard(options => options.TokenCacheSize = 7);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<McpGuardOptions>>().Value;
        var server = provider.GetRequiredService<IOptions<ModelContextProtocol.Server.McpServerOptions>>().Value;

        Assert.That((options.RequireActor, options.TokenCacheSize), Is.EqualTo((true, 7)));
        Assert.That(server.Filters.Message.IncomingFilters, Has.Count.EqualTo(1));
        Assert.That(provider.GetServices<IAuditSink>().Count(), Is.EqualTo(2));
    }

    [Test]
    public void Names_of_tools_are_read_by_case()
    {
        var options = OptionsOf(("Tools:read:Scopes:0", "a"));

        Assert.That(options.Tools.ContainsKey("Read"), Is.False);
    }

    private static TestCaseData Setting(string key, string value, Func<McpGuardOptions, object?> read, object expected) =>
        new TestCaseData(key, value, read, expected).SetArgDisplayNames(key);

    private static McpGuardOptions OptionsOf(params (string Key, string Value)[] settings)
    {
        var services = Services(settings);
        services.AddMcpServer().WithMcpGuard();
        return services.BuildServiceProvider().GetRequiredService<IOptions<McpGuardOptions>>().Value;
    }

    private static ServiceCollection Services(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> values = new() { ["McpGuard:Authority"] = "https://authority.example", ["McpGuard:Resource"] = "https://mcp.example.com/mcp" };
        foreach (var (key, value) in settings)
            values[$"McpGuard:{key}"] = value;

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return services;
    }
}
