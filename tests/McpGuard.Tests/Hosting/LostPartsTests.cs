using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.Memory;

namespace McpGuard.Tests.Hosting;

/// <summary>A setting of an issuer or a tool that is still there is not given up by leaving it out.</summary>
[TestFixture]
internal sealed class LostPartsTests
{
    private const string Trust = """
        {"McpGuard":{
          "Resource":"https://mcp.example.com/mcp",
          "DefaultIssuer":"https://a.example",
          "Issuers":{
            "a":{"Issuer":"https://a.example","Algorithms":["RS256"],"Claims":{"Groups":["teams"]}},
            "b":{"Issuer":"https://b.example"}},
          "Tools":{"read":{"Callers":{"AllowedActors":["agent-1"],"MaxActors":1},"EndWithToken":true},"write":{"EndWithToken":true}}}}
        """;

    private SettingsFiles _files = null!;
    private CompiledPolicy _before = null!;

    [SetUp]
    public async Task SetUpAsync()
    {
        _files = new SettingsFiles(Trust);
        await _files.StartAsync();
        _before = _files.Policy;
    }

    [TearDown]
    public ValueTask TearDownAsync() => _files.DisposeAsync();

    private static IEnumerable<TestCaseData> Losses()
    {
        foreach (var part in new[]
                 {
                     "Issuers", "DefaultIssuer", "Issuers:a:Algorithms", "Issuers:a:Claims",
                     "Tools:read:Callers", "Tools:read:Callers:AllowedActors", "Tools:read:EndWithToken",
                 })
        {
            yield return new TestCaseData("trust.json", part, null, true).SetArgDisplayNames($"without {part}");
            foreach (var text in new[] { "null", "{}", "[]", "\"\"" })
                yield return new TestCaseData("trust.json", part, text, false).SetArgDisplayNames($"{part} is {text}");
        }

        foreach (var part in new[] { "Tools:read:Scopes", "Policy:Rules:r:Scopes", "Policy:Rules:r:Tools", "Policy:Rules:r", "Policy:Mode" })
        {
            foreach (var text in new[] { "null", "{}", "[]", "\"\"" })
                yield return new TestCaseData("policy.json", part, text, false).SetArgDisplayNames($"{part} is {text}");
        }

        yield return new TestCaseData("policy.json", "Tools:read:Scopes", null, true).SetArgDisplayNames("without Tools:read:Scopes");
    }

    [TestCaseSource(nameof(Losses))]
    public async Task Last_good_settings_stay(string file, string part, string? value, bool isRemoved)
    {
        Edit(file, part, value, isRemoved);

        await Eventually.IsTrueAsync(() => _files.Live.Problem is not null || !ReferenceEquals(_files.Policy, _before));
        Assert.That(_files.Policy, Is.SameAs(_before));
        Assert.That(_files.Live.Problem, Does.Contain(part.Split(':')[^1]).IgnoreCase);
    }

    [TestCase("trust.json", "Issuers:a:Algorithms")]
    [TestCase("trust.json", "Issuers:a:Claims:Groups")]
    [TestCase("trust.json", "Tools:read:Callers")]
    [TestCase("trust.json", "Tools:read:Callers:AllowedActors")]
    [TestCase("trust.json", "Tools:read:EndWithToken")]
    [TestCase("policy.json", "Tools:read:Scopes")]
    public async Task Setting_is_given_up_in_words(string file, string part)
    {
        Edit(file, part, "\"Unset\"", isRemoved: false);

        await Eventually.IsTrueAsync(() => !ReferenceEquals(_files.Policy, _before));
        Assert.That(_files.Live.Problem, Is.Null);
    }

    [TestCase("trust.json", "Issuers:b")]
    [TestCase("trust.json", "Tools:read")]
    [TestCase("policy.json", "Tools:write")]
    [TestCase("policy.json", "Policy:Rules:r")]
    public async Task Entry_is_removed_as_a_whole(string file, string entry)
    {
        Edit(file, entry, null, isRemoved: true);

        await Eventually.IsTrueAsync(() => !ReferenceEquals(_files.Policy, _before));
        Assert.That(_files.Live.Problem, Is.Null);
    }

    [Test]
    public async Task Settings_that_disappear_while_they_are_read_are_lost_too()
    {
        var memory = new MemoryConfigurationSource { InitialData = [new("McpGuard:Callers:AllowedClients:0", "desktop")] };
        await using var files = new SettingsFiles(sources: (builder, _) => builder.Add(memory));
        await files.StartAsync();
        var data = typeof(ConfigurationProvider).GetProperty("Data", System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.NonPublic)!;
        files.BeforeBinding = () => data.SetValue(
            files.Root.Providers.OfType<MemoryConfigurationProvider>().Single(), new Dictionary<string, string?>(StringComparer.OrdinalIgnoreCase));

        files.Root.Reload();

        Assert.That(files.Live.Current.Callers.AllowedClients, Is.EqualTo(new[] { "desktop" }));
        Assert.That(files.Live.Problem, Does.Contain("AllowedClients").Or.Contain("Callers"));
    }

    [Test]
    public async Task Change_by_an_editor_that_writes_another_file_and_renames_it_is_applied()
    {
        File.WriteAllText(_files.Path("policy.json~"), SettingsFiles.Restrictions.Replace("secret", "edited", StringComparison.Ordinal));
        File.Move(_files.Path("policy.json~"), _files.Path("policy.json"), overwrite: true);

        await Eventually.IsTrueAsync(() => _files.Policy.Tools.Find("read").Rule!.Scopes.Contains("edited"));
        await Eventually.IsTrueAsync(() => _files.Live.Problem is null);
    }

    private void Edit(string file, string part, string? value, bool isRemoved)
    {
        var root = JsonNode.Parse(File.ReadAllText(_files.Path(file)))!;
        var steps = part.Split(':');
        var parent = steps[..^1].Aggregate(root["McpGuard"]!.AsObject(), (node, step) => node[step]!.AsObject());
        if (isRemoved)
            parent.Remove(steps[^1]);
        else
            parent[steps[^1]] = JsonNode.Parse(value!);

        File.WriteAllText(_files.Path(file), root.ToJsonString());
    }
}
