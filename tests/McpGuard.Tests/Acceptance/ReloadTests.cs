using System.Reflection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Acceptance;

/// <summary>A change of the configuration is in force as a whole, or refused as a whole and said to be.</summary>
[TestFixture]
internal sealed class ReloadTests
{
    private const string Entry = "x";

    private string _folder = null!;

    [SetUp]
    public void SetUp()
    {
        _folder = Directory.CreateTempSubdirectory("mcpguard-reload-").FullName;
        foreach (var name in new[] { "one", "two" })
        {
            File.WriteAllText(Path.Combine(_folder, $"{name}.txt"), "");
            Directory.CreateDirectory(Path.Combine(_folder, name));
        }
    }

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [TestCase("AllowedOrigins:0", "https://one.example", "https://two.example", "AllowedOrigins")]
    [TestCase("AllowedOrigins:1", null, "https://two.example", "AllowedOrigins")]
    [TestCase("MinimumProtocolVersion", "2025-06-18", "2025-11-25", "MinimumProtocolVersion")]
    [TestCase("MinimumProtocolVersion", null, "2025-11-25", "MinimumProtocolVersion")]
    [TestCase("RevocationFile", "{folder}/one.txt", "{folder}/two.txt", "RevocationFile")]
    [TestCase("RevocationFile", null, "{folder}/two.txt", "RevocationFile")]
    [TestCase("Audit:File:Directory", "{folder}/one", "{folder}/two", "Audit:File:Directory")]
    [TestCase("Audit:File:Directory", null, "{folder}/two", "Audit:File:Directory")]
    [TestCase("Resource", "https://one.example/mcp", "https://two.example/mcp", "Resource")]
    [TestCase("Audit:DigestKey", "MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE=", "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUY=", "Audit:DigestKey")]
    [TestCase("Audit:DigestKey", null, "QUJDREVGR0hJSktMTU5PUFFSU1RVVldYWVpBQkNERUY=", "Audit:DigestKey")]
    [TestCase("Tools:read:RecordedValues:/text", "Length", "Show", "Tools:read:RecordedValues")]
    [TestCase("Tools:read:RecordedValues:/text", null, "Show", "Tools:read:RecordedValues")]
    public async Task Change_that_takes_a_restart_is_refused_by_name_with_all_of_its_edit(string key, string? before, string after, string named)
    {
        before = InFolder(before);
        after = InFolder(after);
        using var server = new ReloadableServer([
            ("Authority", "https://first.example"), ("AllowedOrigins:0", "https://zero.example"),
            ("Policy:Rules:r:Tools:0", "read"), ("Policy:Rules:r:Scopes:0", "one"), .. before is null ? [] : new[] { (key, (string?)before) }]);
        server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection = [Probe.Read().Tool];
        await server.StartAsync();
        var live = server.Services.GetRequiredService<LiveOptions>();
        var (policy, options) = (live.Policy.Current, live.Current);
        Assert.That((await HealthAsync(server.Services)).Status, Is.EqualTo(HealthStatus.Healthy));

        server.Change((key, after), ("Policy:Rules:r:Scopes:0", "two"), ("MaxTokenLifetime", "00:01:00"));

        Assert.That(live.Problem, Is.EqualTo($"McpGuard:{named} has changed, which needs a restart. Restart the server, or change it back."));
        Assert.That(
            server.Logs.GetSnapshot().Select(entry => entry.Message), Has.Some.Contains("is not applied").And.Some.Contains($"McpGuard:{named} has changed"));
        var health = await HealthAsync(server.Services);
        Assert.That(health.Status, Is.Not.EqualTo(HealthStatus.Healthy));
        Assert.That(health.Data["configuration"].ToString(), Does.Contain($"McpGuard:{named}").And.Contain("restart"));
        Assert.That((live.Policy.Current, live.Current), Is.EqualTo((policy, options)));
        Assert.That(policy.Tools.Find("read").Rule!.Scopes, Is.EqualTo(new[] { "notes:read", "one" }));
        await server.Services.GetRequiredService<AuditRoutes>().DrainAsync();
        var records = server.Logs.GetSnapshot().Where(entry => entry.Category == McpGuardDefaults.AuditCategory).Select(entry => entry.Message).ToArray();
        Assert.That(records, Has.One.Contains("\"event\":\"policy_refused\"").And.None.Contains("policy_loaded"));
        Assert.That(records.Single(record => record.Contains("policy_refused", StringComparison.Ordinal)), Does.Contain(policy.Settings.Version));

        if (before is null)
            return;

        // A refused change is applied as soon as its problem is gone.
        server.Change((key, before));
        Assert.That(live.Problem, Is.Null);
        Assert.That(live.Policy.Current.Tools.Find("read").Rule!.Scopes, Is.EqualTo(new[] { "notes:read", "two" }));
        Assert.That((await HealthAsync(server.Services)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    private static IEnumerable<TestCaseData> Options() => Leaves(typeof(McpGuardOptions), "", options => options)
        .Select(leaf => new TestCaseData(leaf.Path, leaf.Reach, leaf.Change).SetArgDisplayNames(leaf.Path));

    [TestCaseSource(nameof(Options))]
    public void Each_option_can_change_or_is_refused_by_name(string path, Action<McpGuardOptions> reach, Action<McpGuardOptions> change)
    {
        var (before, now) = (new McpGuardOptions(), new McpGuardOptions());
        reach(before);
        reach(now);
        Assert.That(RestartSettings.FindChanged(before, now), Is.Empty);
        Assert.That(LiveSettings.Of(now).ToFingerprint(), Is.EqualTo(LiveSettings.Of(before).ToFingerprint()));

        change(now);

        // The policy is compared as the document that it is.
        var isLive = LiveSettings.Of(now).ToFingerprint() != LiveSettings.Of(before).ToFingerprint() ||
            (path == nameof(McpGuardOptions.Policy) && LiveSettings.Names.Contains(path));
        var refused = RestartSettings.FindChanged(before, now).ToArray();
        if (path.StartsWith($"Tools:{Entry}:RecordedValues", StringComparison.Ordinal) || !LiveSettings.Names.Contains(path.Split(':')[0]))
        {
            Assert.That(refused, Has.Length.EqualTo(1));
            Assert.That($"McpGuard:{path}:", Does.StartWith($"{refused[0].Split(' ')[0]}:"));
            Assert.That(refused[0], Does.Contain("restart"));
        }
        else
        {
            Assert.That(isLive, Is.True);
            Assert.That(refused, Is.Empty);
        }
    }

    [Test]
    public async Task Tool_that_was_removed_meanwhile_keeps_no_other_from_being_tightened_and_is_denied()
    {
        var settings = new MemoryConfigurationProvider(new MemoryConfigurationSource());
        settings.Set("McpGuard:Policy:Rules:r:Tools:0", "read");
        settings.Set("McpGuard:Policy:Rules:r:Scopes:0", "one");
        settings.Set("McpGuard:Tools:write:Scopes:0", "one");
        using var configuration = new ConfigurationRoot([settings]);
        var (read, write) = (Probe.Read(), Probe.Write());
        await using var server = new WireServer(mcp => mcp.WithTools([read.Tool, write.Tool]).Services.AddSingleton<IConfiguration>(configuration));
        server.Token = server.NewToken().With("scope", "notes:read notes:write one").Build();
        Assert.That((await server.CallAsync("read")).IsResult(), Is.True);
        Assert.That((await server.CallAsync("write")).IsResult(), Is.True);
        Assert.That((await HealthAsync(server.Services)).Status, Is.EqualTo(HealthStatus.Healthy));
        var live = server.Services.GetRequiredService<LiveOptions>();

        server.Services.GetRequiredService<IOptions<McpServerOptions>>().Value.ToolCollection!.Remove(write.Tool);
        settings.Set("McpGuard:Policy:Rules:r:Scopes:0", "two");
        configuration.Reload();

        Assert.That(live.Problem, Is.Null);
        Assert.That(live.Policy.Current.Tools.Find("read").Rule!.Scopes, Is.EqualTo(new[] { "notes:read", "two" }));
        await server.Services.GetRequiredService<AuditRoutes>().DrainAsync();
        var loaded = server.Audit.Records.Single(record => record.Event == AuditEvent.PolicyLoaded);
        Assert.That(loaded.Remarks, Is.EqualTo(new[] { AuditRemark.UnknownTarget }));
        Assert.That(loaded.PolicyVersion, Is.EqualTo(live.Policy.Current.Settings.Version));
        Assert.That(server.Audit.Records.Select(record => record.Event), Has.None.EqualTo(AuditEvent.PolicyRefused));
        var health = await HealthAsync(server.Services);
        Assert.That(health.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(health.Data["policy"].ToString(), Does.Contain("'write'"));

        server.Audit.Clear();
        (await server.CallAsync("write")).ErrorOf();
        (await server.CallAsync("read")).ErrorOf();
        Assert.That((read.Runs, write.Runs), Is.EqualTo((1, 1)));
        Assert.That(server.Audit.Decisions.Select(record => (record.Effect, record.Reason)),
            Is.EqualTo(new[] { (AuditEffect.Deny, ReasonCode.TargetUnknown), (AuditEffect.Deny, ReasonCode.ScopeInsufficient) }));
    }

    [TestCase(0)]
    [TestCase(1)]
    [TestCase(40)]
    public async Task File_that_is_truncated_and_written_again_is_in_force_when_it_is_whole(int length)
    {
        await using var files = new SettingsFiles();
        await files.StartAsync();
        var before = files.Policy;
        var rewritten = SettingsFiles.Restrictions.Replace("secret", "rewritten", StringComparison.Ordinal);

        await using (var stream = new FileStream(files.Path("policy.json"), FileMode.Open, FileAccess.Write, FileShare.ReadWrite))
        {
            stream.SetLength(length);
            await Eventually.IsTrueAsync(() => files.Live.Problem is not null);
            Assert.That(files.Policy, Is.SameAs(before));
            Assert.That(files.Policy.Tools.Find("read").Rule!.Scopes, Does.Contain("secret"));
            Assert.That(await files.HealthAsync(), Is.Not.EqualTo(HealthStatus.Healthy));
            await stream.WriteAsync(System.Text.Encoding.UTF8.GetBytes(rewritten));
        }

        await Eventually.IsTrueAsync(() => files.Policy.Tools.Find("read").Rule!.Scopes.Contains("rewritten"));
        Assert.That(files.Policy.Tools.Find("read").Rule!.Scopes, Does.Not.Contain("secret"));
        Assert.That(files.Live.Problem, Is.Null);
        Assert.That(await files.HealthAsync(), Is.EqualTo(HealthStatus.Healthy));
        foreach (var name in new[] { "policy_refused", "policy_loaded" })
            await Eventually.IsTrueAsync(() => files.Records.Any(record => record.Contains($"\"event\":\"{name}\"", StringComparison.Ordinal)));
    }

    private string InFolder(string? value) => value?.Replace("{folder}", _folder, StringComparison.Ordinal)!;

    private static async Task<HealthCheckResult> HealthAsync(IServiceProvider services)
    {
        var check = ActivatorUtilities.CreateInstance<McpGuardHealthCheck>(services);
        return await check.CheckHealthAsync(new HealthCheckContext { Registration = new("mcpguard", check, null, null) });
    }

    // Every value in the options, found as they are declared and not as what compares them knows them.
    private static IEnumerable<(string Path, Action<McpGuardOptions> Reach, Action<McpGuardOptions> Change)> Leaves(
        Type type, string prefix, Func<McpGuardOptions, object> holder)
    {
        foreach (var property in type.GetProperties(BindingFlags.Instance | BindingFlags.Public))
        {
            var path = $"{prefix}{property.Name}";
            var value = property.PropertyType;
            if (value == typeof(IList<string>))
                yield return (path, Reach, options => ((IList<string>)property.GetValue(holder(options))!).Add(Entry));
            else if (value == typeof(IDictionary<string, string>))
                yield return (path, Reach, options => ((IDictionary<string, string>)property.GetValue(holder(options))!).Add(Entry, Entry));
            else if (value.IsGenericType && value.GetGenericTypeDefinition() == typeof(IDictionary<,>))
            {
                var element = value.GenericTypeArguments[1];
                yield return (path, Reach, options => EntryOf(options));
                foreach (var leaf in Leaves(element, $"{path}:{Entry}:", EntryOf))
                    yield return leaf;

                object EntryOf(McpGuardOptions options)
                {
                    var entries = (System.Collections.IDictionary)property.GetValue(holder(options))!;
                    return entries[Entry] ??= Activator.CreateInstance(element)!;
                }
            }
            else if (value.IsClass && value != typeof(string))
            {
                if (property.CanWrite)
                    yield return (path, Reach, options => ObjectOf(options));
                foreach (var leaf in Leaves(value, $"{path}:", ObjectOf))
                    yield return leaf;

                object ObjectOf(McpGuardOptions options)
                {
                    if (property.GetValue(holder(options)) is null)
                        property.SetValue(holder(options), Activator.CreateInstance(value));

                    return property.GetValue(holder(options))!;
                }
            }
            else
                yield return (path, Reach, options =>
                    property.SetValue(holder(options), Other(property.GetValue(holder(options)), Nullable.GetUnderlyingType(value) ?? value)));
        }

        void Reach(McpGuardOptions options) => holder(options);
    }

    private static object Other(object? value, Type type) => type switch
    {
        _ when type == typeof(string) => $"{value}{Entry}",
        _ when type == typeof(bool) => value is not true,
        _ when type == typeof(int) => (value as int? ?? 0) + 1,
        _ when type == typeof(long) => (value as long? ?? 0) + 1,
        _ when type == typeof(TimeSpan) => (value as TimeSpan? ?? TimeSpan.Zero) + TimeSpan.FromSeconds(1),
        _ when type.IsEnum => Enum.GetValues(type).Cast<object>().First(other => !other.Equals(value)),
        _ => throw new AssertionException($"An option is a {type}. Say how it changes."),
    };
}
