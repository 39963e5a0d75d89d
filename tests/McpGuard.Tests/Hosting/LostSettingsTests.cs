using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGuard.Tests.Hosting;

/// <summary>Absence is not permission: whatever disappears from the configuration, the last good policy stays.</summary>
[TestFixture]
internal sealed class LostSettingsTests
{
    private SettingsFiles _files = null!;
    private CompiledPolicy _before = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _files = new SettingsFiles();
        await _files.StartAsync();
        _before = _files.Policy;
    }

    [TearDown]
    public ValueTask TearDownAsync() => _files.DisposeAsync();

    private static IEnumerable<TestCaseData> Losses()
    {
        yield return Case("deleted", files => File.Delete(files.Path("policy.json")));
        yield return Case("renamed", files => File.Move(files.Path("policy.json"), files.Path("policy.json.old")));
        yield return Case("replaced by a link that leads nowhere", files =>
        {
            File.Delete(files.Path("policy.json"));
            File.CreateSymbolicLink(files.Path("policy.json"), files.Path("nowhere"));
        });
        yield return Case("replaced by a directory", files =>
        {
            File.Delete(files.Path("policy.json"));
            Directory.CreateDirectory(files.Path("policy.json"));
        });
        foreach (var (name, text) in new[]
                 {
                     ("emptied", ""), ("white space", "  \n"), ("an empty object", "{}"), ("an empty section", """{"McpGuard":{}}"""),
                     ("a null section", """{"McpGuard":null}"""), ("broken", """{"McpGuard":{"Policy":"""), ("a list", "[]"), ("null", "null"),
                     ("another section", """{"McpGaurd":{"Policy":{"Rules":{}}}}"""),
                 })
            yield return Case(name, files => File.WriteAllText(files.Path("policy.json"), text));

        foreach (var part in new[] { "Policy", "Callers", "Tools", "RequireSoleAudience", "Policy:Rules", "Callers:AllowedActors" })
        {
            yield return Case($"without {part}", files => Edit(files, part, null, isRemoved: true));
            yield return Case($"{part} is null", files => Edit(files, part, null));
            yield return Case($"{part} is an empty object", files => Edit(files, part, new JsonObject()));
            yield return Case($"{part} is an empty list", files => Edit(files, part, new JsonArray()));
            yield return Case($"{part} is an empty text", files => Edit(files, part, ""));
        }

        static TestCaseData Case(string name, Action<SettingsFiles> change) => new TestCaseData(change).SetArgDisplayNames(name);
    }

    [TestCaseSource(nameof(Losses))]
    public async Task Last_good_policy_stays_and_that_is_reported(Action<SettingsFiles> change)
    {
        change(_files);

        await Eventually.IsTrueAsync(() => _files.Records.Any(record => record.Contains("\"event\":\"policy_refused\"", StringComparison.Ordinal)));
        Assert.That(_files.Policy, Is.SameAs(_before));
        Assert.That(_files.Live.Current.Callers.AllowedActors, Is.EqualTo(new[] { "agent-1" }));
        Assert.That(_files.Errors, Has.Some.Contains("The changed configuration is invalid and is not applied"));
        Assert.That(_files.Records, Has.Some.Contains("\"event\":\"policy_refused\"").And.None.Contains("policy_loaded"));
        Assert.That(await _files.HealthAsync(), Is.Not.EqualTo(HealthStatus.Healthy));
    }

    [TestCase("")]
    [TestCase("{")]
    [TestCase("{}")]
    public async Task Change_of_another_file_does_not_make_the_lost_settings_good(string text)
    {
        File.WriteAllText(_files.Path("policy.json"), text);
        await Eventually.IsTrueAsync(() => _files.Live.Problem is not null);

        File.WriteAllText(_files.Path("other.json"), """{"Other":2}""");
        await Eventually.IsTrueAsync(() => _files.Root["Other"] == "2");

        Assert.That(_files.Policy, Is.SameAs(_before));
        Assert.That(await _files.HealthAsync(), Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(_files.Live.Problem, Does.Contain("policy.json"));
    }

    [Test]
    public async Task File_that_comes_back_is_in_force_again()
    {
        File.Delete(_files.Path("policy.json"));
        await Eventually.IsTrueAsync(() => _files.Live.Problem is not null);

        File.WriteAllText(_files.Path("policy.json"), SettingsFiles.Restrictions.Replace("secret", "mended", StringComparison.Ordinal));

        await Eventually.IsTrueAsync(() => _files.Policy.Tools.Find("read").Rule!.Scopes.Contains("mended"));
        await Eventually.IsTrueAsync(() => _files.Live.Problem is null);
        Assert.That(await _files.HealthAsync(), Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Broken_file_is_reported_although_nothing_else_changes()
    {
        File.WriteAllText(_files.Path("other.json"), "{ broken");

        await Eventually.IsTrueAsync(() => _files.Live.Problem is not null && _files.Errors.Any());
        Assert.That(_files.Errors.Single(), Does.Contain("other.json").And.Contain("cannot be read"));
        Assert.That(await _files.HealthAsync(), Is.EqualTo(HealthStatus.Unhealthy));

        File.WriteAllText(_files.Path("other.json"), "{}");
        await Eventually.IsTrueAsync(() => _files.Live.Problem is null);
    }

    [TestCase("Policy")]
    [TestCase("Policy:Rules")]
    [TestCase("Callers")]
    [TestCase("Callers:AllowedActors")]
    [TestCase("RequireSoleAudience")]
    [TestCase("Tools")]
    public async Task Setting_is_removed_if_the_configuration_unsets_it(string part)
    {
        Edit(_files, part, "Unset");

        await Eventually.IsTrueAsync(() => !ReferenceEquals(_files.Policy, _before));
        await Eventually.IsTrueAsync(() => _files.Records.Count(record => record.Contains("\"event\":\"policy_loaded\"", StringComparison.Ordinal)) == 1);
        Assert.That(_files.Live.Problem, Is.Null);

        // What was given up in words may go without.
        var given = _files.Policy;
        Edit(_files, part, null, isRemoved: true);
        await Eventually.IsTrueAsync(() => !ReferenceEquals(_files.Policy, given));
        Assert.That(_files.Live.Problem, Is.Null);
    }

    [Test]
    public async Task Removal_of_a_rule_from_a_remaining_source_is_an_edit()
    {
        Edit(_files, "Policy:Rules:r", null, isRemoved: true);
        await Eventually.IsTrueAsync(() => !_files.Policy.Tools.Find("read").Rule!.Scopes.Contains("secret"));

        Edit(_files, "Tools:read", null, isRemoved: true);
        await Eventually.IsTrueAsync(() => !_files.Policy.Tools.Find("read").Rule!.Scopes.Contains("more"));

        Assert.That(_files.Live.Problem, Is.Null);
        Assert.That(_files.Policy.Tools.Find("read").Rule!.Scopes, Does.Contain("other"));
    }

    [Test]
    public async Task Section_that_moves_to_another_file_is_not_lost()
    {
        File.WriteAllText(_files.Path("other.json"), SettingsFiles.Restrictions);
        await Eventually.IsTrueAsync(() => !ReferenceEquals(_files.Policy, _before));

        File.WriteAllText(_files.Path("policy.json"), "{}");

        await Eventually.IsTrueAsync(() => !_files.Root.Providers.ElementAt(1).GetChildKeys([], null).Any());
        _files.Root.Reload();
        Assert.That(_files.Live.Problem, Is.Null);
        Assert.That(_files.Policy.Tools.Find("read").Rule!.Scopes, Does.Contain("secret"));
    }

    [Test]
    public async Task Lost_source_with_the_highest_precedence_does_not_weaken_the_policy()
    {
        var memory =
            new MemoryConfigurationSource { InitialData = [new("McpGuard:MaxTokenLifetime", "00:01:00"), new("McpGuard:Callers:AllowedActors:0", "agent-9")] };
        await using var files = new SettingsFiles(
            SettingsFiles.Trust.Replace("\"Resource\"", "\"MaxTokenLifetime\":\"00:15:00\",\"Resource\"", StringComparison.Ordinal),
            (builder, _) => builder.Add(memory));
        await files.StartAsync();
        Assert.That(files.Live.Current.Callers.AllowedActors, Is.EqualTo(new[] { "agent-9" }));

        var source = files.Root.Providers.OfType<MemoryConfigurationProvider>().Single();
        foreach (var (key, _) in source.ToArray())
            Remove(source, key);
        files.Root.Reload();

        Assert.That(files.Live.Current.MaxTokenLifetime, Is.EqualTo(TimeSpan.FromMinutes(1)));
        Assert.That(files.Live.Current.Callers.AllowedActors, Is.EqualTo(new[] { "agent-9" }));
        Assert.That(files.Live.Problem, Does.Contain("MemoryConfigurationProvider is gone, broken or empty").And.Contain("MaxTokenLifetime"));
    }

    [Test]
    public async Task File_behind_a_swapped_link_is_treated_like_any_other()
    {
        foreach (var (version, text) in new[]
            {
                ("one", SettingsFiles.Restrictions),
                ("two", "{}"),
                ("three", SettingsFiles.Restrictions.Replace("secret", "three", StringComparison.Ordinal)),
            })
        {
            Directory.CreateDirectory(_files.Path(version));
            File.WriteAllText(_files.Path($"{version}/policy.json"), text);
        }

        // The kubelet swaps the link to the directory, and nothing happens to the file that the application names.
        Directory.CreateSymbolicLink(_files.Path("current"), _files.Path("one"));
        await using var files = new SettingsFiles(sources: (builder, _) => _files.Add(builder, "current/policy.json"));
        File.WriteAllText(files.Path("policy.json"), "{}");
        files.Root.Reload();
        await files.StartAsync();
        foreach (var (version, isGood) in new[] { ("two", false), ("three", true) })
        {
            File.Delete(_files.Path("current"));
            Directory.CreateSymbolicLink(_files.Path("current"), _files.Path(version));
            await Eventually.IsTrueAsync(() => (files.Live.Problem is null) == isGood);
        }

        Assert.That(files.Policy.Tools.Find("read").Rule!.Scopes, Does.Contain("three"));
    }

    [Test]
    public async Task Startup_fails_for_broken_file_whose_error_is_ignored()
    {
        await using var files = new SettingsFiles(sources: (builder, files) =>
        {
            File.WriteAllText(files.Path("ignored.json"), "{ broken");
            builder.AddJsonFile(source =>
            {
                source.Path = files.Path("ignored.json");
                source.OnLoadException = context => context.Ignore = true;
                source.ResolveFileProvider();
            });
        });

        Assert.That(
            files.StartAsync, Throws.TypeOf<McpGuardConfigurationException>().With.Message.Contains("ignored.json").And.Message.Contains("cannot be read"));
    }

    private static void Remove(MemoryConfigurationProvider source, string key) =>
        ((IDictionary<string, string?>)typeof(ConfigurationProvider)
                .GetProperty("Data", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!.GetValue(source)!).Remove(key);

    private static void Edit(SettingsFiles files, string part, JsonNode? value, bool isRemoved = false)
    {
        var root = JsonNode.Parse(File.ReadAllText(files.Path("policy.json")))!;
        var steps = part.Split(':');
        var parent = steps[..^1].Aggregate(root["McpGuard"]!.AsObject(), (node, step) => node[step]!.AsObject());
        if (isRemoved)
            parent.Remove(steps[^1]);
        else
            parent[steps[^1]] = value;

        File.WriteAllText(files.Path("policy.json"), root.ToJsonString());
    }
}
