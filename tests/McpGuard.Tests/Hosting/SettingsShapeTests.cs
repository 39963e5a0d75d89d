using System.Text;
using System.Text.Json.Serialization.Metadata;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Hosting;

/// <summary>A single string is a list of one, everywhere. Startup fails for any other wrong shape or value, and reports all of them at once.</summary>
[TestFixture]
internal sealed class SettingsShapeTests
{
    private const string Known = """ "Authority":"https://first.example","Resource":"https://mcp.example.com/mcp" """;

    private static readonly (string Key, string Text, Func<McpGuardOptions, IList<string>> Read)[] _lists =
    [
        ("InitialScopes", "a", options => options.InitialScopes),
        ("DefaultScopes", "a", options => options.DefaultScopes),
        ("ExpectedTargets", "a", options => options.ExpectedTargets),
        ("AllowedOrigins", "https://app.example.com", options => options.AllowedOrigins),
        ("Endpoints:a:Audiences", "api://x", options => options.Endpoints["a"].Audiences),
        ("Answers:Clients:Standard", "desktop", options => options.Answers.Clients.Standard),
        ("Answers:Clients:ToolResult", "desktop", options => options.Answers.Clients.ToolResult),
        ("Answers:Clients:OpenAi", "desktop", options => options.Answers.Clients.OpenAi),
        ("Answers:Clients:Http", "desktop", options => options.Answers.Clients.Http),
        ("Callers:AllowedActors", "agent-1", options => options.Callers.AllowedActors),
        ("Callers:DeniedActors", "agent-1", options => options.Callers.DeniedActors),
        ("Callers:AllowedClients", "desktop", options => options.Callers.AllowedClients),
        ("Tools:read:Scopes", "x:y", options => options.Tools["read"].Scopes),
        ("Tools:read:Callers:AllowedActors", "agent-1", options => options.Tools["read"].Callers.AllowedActors),
        ("Tools:read:Callers:DeniedActors", "agent-1", options => options.Tools["read"].Callers.DeniedActors),
        ("Tools:read:Callers:AllowedClients", "desktop", options => options.Tools["read"].Callers.AllowedClients),
        ("Tools:read:MaskedForApprovers", "/card", options => options.Tools["read"].MaskedForApprovers),
        ("Issuers:a:Audiences", "api://x", options => options.Issuers["a"].Audiences),
        ("Issuers:a:Algorithms", "RS256", options => options.Issuers["a"].Algorithms),
        ("Issuers:a:AllowedHosts", "keys.example", options => options.Issuers["a"].AllowedHosts),
        ("Issuers:a:Claims:Subject", "username", options => options.Issuers["a"].Claims.Subject),
        ("Issuers:a:Claims:Additional", "email", options => options.Issuers["a"].Claims.Additional),
        ("Issuers:a:Claims:Scope", "scp", options => options.Issuers["a"].Claims.Scope),
        ("Issuers:a:Claims:ClientId", "azp", options => options.Issuers["a"].Claims.ClientId),
        ("Issuers:a:Claims:TokenId", "uti", options => options.Issuers["a"].Claims.TokenId),
        ("Issuers:a:Claims:Groups", "teams", options => options.Issuers["a"].Claims.Groups),
        ("Issuers:a:Claims:Roles", "/realm_access/roles", options => options.Issuers["a"].Claims.Roles),
        ("Issuers:a:Claims:Optional", "jti", options => options.Issuers["a"].Claims.Optional),
        ("Issuers:a:Claims:Person", "oid", options => options.Issuers["a"].Claims.Person),
        ("Issuers:a:Corroboration:Claims", "sub", options => options.Issuers["a"].Corroboration!.Claims),
        ("Issuers:a:Gateway:StandInSubjects", "apikey:*", options => options.Issuers["a"].Gateway!.StandInSubjects),
    ];

    // What a gateway needs in addition to a list.
    private static readonly KeyValuePair<string, string?>[] _gateway =
        [new("McpGuard:Issuers:a:Gateway:Client", "edge"), new("McpGuard:Issuers:a:Keys:Uri", "https://a.example/keys")];

    // The gateway that corroborates.
    private static readonly KeyValuePair<string, string?>[] _witness =
    [
        new("McpGuard:Issuers:a:Corroboration:By", "b"), new("McpGuard:Issuers:b:Issuer", "b"), new("McpGuard:Issuers:b:Audiences", "b"),
        new("McpGuard:Issuers:b:Gateway:Client", "b"), new("McpGuard:Issuers:b:Gateway:Header", "X-B"), new(
            "McpGuard:Issuers:b:Keys:Uri", "https://b.example/keys"),
    ];

    private static IEnumerable<TestCaseData> Lists() => _lists.Select(list => new TestCaseData(list.Key, list.Text, list.Read).SetArgDisplayNames(list.Key));

    [TestCaseSource(nameof(Lists))]
    public void One_text_is_a_list_of_one(string key, string text, Func<McpGuardOptions, IList<string>> read) =>
        Assert.That(read(Options(Settings((key, text)))), Is.EqualTo(new[] { text }));

    [Test]
    public void One_text_from_the_environment_is_a_list_of_one()
    {
        var prefix = $"MCPGUARD_TEST_{Guid.NewGuid():N}_";
        Environment.SetEnvironmentVariable($"{prefix}McpGuard__Callers__AllowedActors", "agent-2");
        try
        {
            var options = Options(new ConfigurationBuilder().AddConfiguration(Json($"{{{Known}}}")).AddEnvironmentVariables(prefix).Build());

            Assert.That(options.Callers.AllowedActors, Is.EqualTo(new[] { "agent-2" }));
        }
        finally
        {
            Environment.SetEnvironmentVariable($"{prefix}McpGuard__Callers__AllowedActors", null);
        }
    }

    [Test]
    public void Every_list_is_among_them()
    {
        var names = Lists(OptionsJson.Default.McpGuardOptions, "").Order();

        Assert.That(
            _lists.Select(list => list.Key.Replace(":read", "", StringComparison.Ordinal).Replace(":a:", ":", StringComparison.Ordinal)).Order(),
            Is.EqualTo(names));

        static IEnumerable<string> Lists(JsonTypeInfo type, string path) => type.Kind switch
        {
            JsonTypeInfoKind.Enumerable => [path],
            JsonTypeInfoKind.Dictionary => Lists(type.Options.GetTypeInfo(type.ElementType!), path),
            JsonTypeInfoKind.Object =>
                type.Properties.SelectMany(property => Lists(type.Options.GetTypeInfo(property.PropertyType), $"{path}:{property.Name}".TrimStart(':'))),
            _ => [],
        };
    }

    [TestCase("""{"Scopes":"x"}""", ExpectedResult = "x")]
    [TestCase("""{"AnyScopes":"x"}""", ExpectedResult = "x")]
    [TestCase("""{"AnyScopes":["x"]}""", ExpectedResult = "x")]
    public string One_text_in_a_policy_is_a_list_of_one(string rule)
    {
        var harness = new PolicyHarness(options => options.Policy = """{"Rules":{"r":{"Tools":"open",""" + rule[1..^1] + "}}}", Probe.Open().Tool);

        Assert.That(harness.Problems, Is.Empty);
        return harness.Rules.Tools.Find("open").Rule!.Requirements.SelectMany(requirement => requirement.Scopes.Named).Single();
    }

    [TestCase("""{"Audit":{"File":"/var/log/x"}}""", "McpGuard:Audit:File is a text. Write an object")]
    [TestCase("""{"Audit":"x"}""", "McpGuard:Audit is a text")]
    [TestCase("""{"Audit":[]}""", "McpGuard:Audit is an empty text or list")]
    [TestCase("""{"Audit":["x"]}""", "McpGuard:Audit:0 is not an option")]
    [TestCase("""{"Policy":"x"}""", "McpGuard:Policy is a text. Write an object, or Unset")]
    [TestCase("""{"Policy":""}""", "McpGuard:Policy is an empty text")]
    [TestCase("""{"Policy":[{"Rules":{}}]}""", "McpGuard:Policy $ is not an object")]
    [TestCase("""{"Tools":"read"}""", "McpGuard:Tools is a text")]
    [TestCase("""{"Tools":["read"]}""", "McpGuard:Tools:0 is a text")]
    [TestCase("""{"Tools":{"read":"x:y"}}""", "McpGuard:Tools:read is a text")]
    [TestCase("""{"Tools":{"read":{"RecordedValues":["/x"]}}}""", "RecordedValues")]
    [TestCase("""{"Callers":{"AllowedActors":{"name":"agent-1"}}}""", "McpGuard:Callers:AllowedActors has the entries name. Write a list")]
    [TestCase("""{"Callers":{"AllowedActors":{"0":"a","2":"b"}}}""", "McpGuard:Callers:AllowedActors has the entries 0, 2. Write a list")]
    [TestCase("""{"Callers":{"AllowedActors":{"1":"a"}}}""", "McpGuard:Callers:AllowedActors has the entries 1.")]
    [TestCase("""{"Callers":{"AllowedActors":{"00":"a"}}}""", "McpGuard:Callers:AllowedActors has the entries 00.")]
    [TestCase("""{"Callers":{"AllowedActors":[["a"]]}}""", "McpGuard:Callers:AllowedActors:0 is a list. Write a text")]
    [TestCase("""{"Callers":{"AllowedActors":[{"Name":"a"}]}}""", "McpGuard:Callers:AllowedActors:0 is an object. Write a text")]
    [TestCase("""{"Callers":{"AllowedActors":[null]}}""", "McpGuard:Callers:AllowedActors:0 is null")]
    [TestCase("""{"Callers":{"AllowedActors":[]}}""", "McpGuard:Callers:AllowedActors is empty, which could mean none or all")]
    [TestCase("""{"Callers":{"AllowedActors":""}}""", "McpGuard:Callers:AllowedActors is empty")]
    [TestCase("""{"Callers":{"AllowedActors":null}}""", "McpGuard:Callers:AllowedActors is empty")]
    [TestCase(
        """{"Callers":{"Delegation":"Requierd"}}""",
        "McpGuard:Callers:Delegation is 'Requierd', which is not one of Optional, Required, Forbidden, did you mean 'Required'?")]
    [TestCase("""{"Callers":{"Delegation":1}}""", "McpGuard:Callers:Delegation is '1', which is not one of")]
    [TestCase("""{"Callers":{"Delegation":["Required"]}}""", "McpGuard:Callers:Delegation is a list. Write one of Optional")]
    [TestCase("""{"Callers":{"Delegation":null}}""", "McpGuard:Callers:Delegation is null, which has no meaning")]
    [TestCase("""{"Callers":{"MaxActors":"two"}}""", "McpGuard:Callers:MaxActors is 'two', which is not a whole number")]
    [TestCase("""{"Callers":{"MaxActors":1.5}}""", "McpGuard:Callers:MaxActors is '1.5'")]
    [TestCase("""{"Callers":{"MaxActors":99999999999}}""", "McpGuard:Callers:MaxActors is '99999999999'")]
    [TestCase("""{"Callers":{"maxActor":2}}""", "McpGuard:Callers:maxActor is not an option, did you mean 'MaxActors'?")]
    [TestCase("""{"RequireSoleAudience":"yes"}""", "McpGuard:RequireSoleAudience is 'yes', which is not true or false")]
    [TestCase("""{"RequireSoleAudience":{"x":true}}""", "McpGuard:RequireSoleAudience is an object. Write true or false")]
    [TestCase("""{"MaxTokenLifetime":5}""", "McpGuard:MaxTokenLifetime is '5', which is not a time such as")]
    [TestCase("""{"MaxTokenLifetime":"24:00:00"}""", "McpGuard:MaxTokenLifetime is '24:00:00'")]
    [TestCase("""{"MaxTokenLifetime":"5m"}""", "McpGuard:MaxTokenLifetime is '5m'")]
    [TestCase("""{"MinimumProtocolVersion":["2025-11-25"]}""", "McpGuard:MinimumProtocolVersion is a list. Write a text")]
    [TestCase("""{"RevocationFile":""}""", "McpGuard:RevocationFile is empty")]
    [TestCase(
        """{"Issuers":{"a":{"Issuer":"https://a.example","Introspection":{"ClientId":"x","ClientSecret":"y","Authentification":"Post"}}}}""",
        "McpGuard:Issuers:a:Introspection:Authentification is not an option, did you mean 'Authentication'?")]
    [TestCase("""{"Issuers":{"a":"https://a.example"}}""", "McpGuard:Issuers:a is a text")]
    [TestCase(
        """{"Tools":{"read":{"Scopes":["a"]},"Read":{"Callers":{"MaxActors":1}}}}""",
        "McpGuard has Tools:Read and Tools:read, which a configuration merges into one")]
    [TestCase("""{"Policy":{"Rules":{"r":{"Scpoes":"x"}}}}""", "$.Rules.r has 'Scpoes', which is unknown here, did you mean 'Scopes'?")]
    public void Startup_fails_for_wrong_shape_or_value(string section, string problem) =>
        Assert.That(Problems(Json($"{{{Known},{section[1..^1]}}}")), Has.Some.Contains(problem));

    private static IEnumerable<TestCaseData> EmptyParts()
    {
        var parts = new[]
        {
            "Rules", "TargetGroups", "Scopes", "SignInStrengths", "Engine", "Mode", "Lists", "ChallengeScopes", "ConcealForbidden",
            "Rules.r", "TargetGroups.g", "TargetGroups.g.Tools",
        }.Concat(new[]
        {
            "Tools", "Scopes", "AnyScopes", "ScopesByArguments", "Issuers", "Groups", "Roles", "Callers", "Tenant", "Network", "Hours", "Device",
            "SignIn", "Risk", "Arguments", "AskEngine", "Rate", "Conditions", "Override", "Mode", "EndWithToken",
        }.Select(member => $"Rules.r.{member}"));
        foreach (var part in parts)
        {
            foreach (var text in new[] { "[]", "\"\"", "[\"\"]", "{\"zz\":1}" })
                yield return new TestCaseData(part, text);
            if (part.StartsWith("Rules.r", StringComparison.Ordinal))
                yield return new TestCaseData(part, "null");
        }
    }

    [TestCaseSource(nameof(EmptyParts))]
    public void Startup_fails_for_empty_or_wrong_part_of_a_policy(string part, string text)
    {
        var policy = System.Text.Json.Nodes.JsonNode.Parse("""{"Rules":{"r":{"Tools":["read"],"Scopes":["a"]}},"TargetGroups":{"g":{"Tools":["read"]}}}""")!;
        var steps = part.Split('.');
        var parent = steps[..^1].Aggregate(policy.AsObject(), (node, step) => node[step]!.AsObject());
        parent[steps[^1]] = System.Text.Json.Nodes.JsonNode.Parse(text);

        Assert.That(Problems(Json($"{{{Known},\"Policy\":{policy.ToJsonString()}}}")), Is.Not.Empty);
    }

    [TestCase("""{"properties":[]}""")]
    [TestCase("""{"properties":""}""")]
    [TestCase("""{"properties":{"path":[]}}""")]
    [TestCase("""{"properties":{"path":""}}""")]
    [TestCase("""{"properties":{"path":{"not":[]}}}""")]
    [TestCase("""{"allOf":[[]]}""")]
    [TestCase("""{"allOf":[]}""")]
    [TestCase("""{"required":[]}""")]
    [TestCase("""{"properties":{"path":{"enum":[]}}}""")]
    public void Empty_list_in_a_schema_is_not_a_schema_that_fits_everything(string schema) =>
        Assert.That(
            Problems(Json("{" + Known + ",\"Policy\":{\"Rules\":{\"r\":{\"Tools\":[\"read\"],\"Scopes\":[\"a\"],\"Arguments\":" + schema + "}}}}")),
            Has.Some.Contains("Arguments"));

    [Test]
    public void All_problems_are_in_one_message()
    {
        var problems = Problems(Json("{" + Known + """
            ,"Unknwon":1,"ClockSkew":"soon","Callers":{"AllowdActors":["a"],"Delegation":"x"},
             "Issuers":{"i":{"Issuer":"https://i.example","Keys":{"Url":"x"}}},"Audit":{"File":"x","FailurMode":"x"},
             "Policy":{"Mode":"x","Rules":{"r":{"Tools":["a"],"Scopes":["s"],"Network":["x"]}}} }
            """));

        foreach (var path in new[]
            {
                "Unknwon", "ClockSkew", "Callers:AllowdActors", "Callers:Delegation", "Issuers:i:Keys:Url", "Audit:File", "Audit:FailurMode", "$.Mode",
                "$.Rules.r.Network",
            })
            Assert.That(problems, Has.Some.Contains(path));
    }

    [TestCase("Callers:AllowedActors", "Callers:AllowedActors:0")]
    [TestCase("Callers", "Callers:MaxActors")]
    [TestCase("Policy:Rules:r:Scopes", "Policy:Rules:r:Scopes:0")]
    [TestCase("RequireSoleAudience", "RequireSoleAudience:x")]
    public void Startup_fails_for_two_sources_with_different_shapes(string text, string nested)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(Json($"{{{Known}}}"))
            .AddInMemoryCollection([new($"McpGuard:{text}", "true")]).AddInMemoryCollection([new($"McpGuard:{nested}", "x")]).Build();

        Assert.That(Problems(configuration), Has.Some.Contains($"McpGuard:{text} is a text in one place of the configuration"));
    }

    [TestCase("", "Callers:MaxActors", "2")]
    [TestCase(":Callers", "Callers:MaxActors", "2")]
    [TestCase(":InitialScopes", "InitialScopes:0", "a")]
    [TestCase(":Policy:Rules", "Policy:Rules:r:Tools:0", "open")]
    public void Empty_text_with_settings_of_the_same_source_does_not_count_as_a_setting(string section, string key, string value)
    {
        // As a host writes its settings when it hands them on as arguments.
        var configuration = new ConfigurationBuilder().AddConfiguration(Json($"{{{Known}}}"))
            .AddCommandLine([$"--McpGuard{section}=", $"--McpGuard:{key}={value}"]).Build();

        Assert.That(Problems(configuration), Has.None.Contains("is a text").And.None.Contains("is an empty"));
    }

    [TestCase("Callers", "Callers:MaxActors")]
    [TestCase("AllowedOrigins", "AllowedOrigins:0")]
    public void Startup_fails_for_empty_text_of_another_source(string text, string nested)
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(Json($"{{{Known}}}"))
            .AddInMemoryCollection([new($"McpGuard:{nested}", "2")]).AddInMemoryCollection([new($"McpGuard:{text}", "")]).Build();

        Assert.That(Problems(configuration), Has.Some.Contains($"McpGuard:{text} is a text in one place of the configuration"));
    }

    [Test]
    public void Startup_fails_for_two_sources_that_spell_a_tool_differently()
    {
        var configuration = new ConfigurationBuilder().AddConfiguration(Json($"{{{Known},\"Tools\":{{\"read\":{{\"Scopes\":\"a\"}}}}}}"))
            .AddInMemoryCollection([new("McpGuard:Tools:READ:Callers:MaxActors", "1")]).Build();

        Assert.That(Problems(configuration), Has.Some.Contains("Tools:READ and Tools:read"));
    }

    [Test]
    public void Secret_of_a_wrong_shape_is_not_shown() =>
        Assert.That(
            Problems(Json($"{{{Known},\"StateKeey\":\"hunter2\",\"StateKey\":[\"hunter2\"],\"Audit\":\"hunter2\"}}")),
            Is.Not.Empty.And.None.Contains("hunter2"));

    [Test]
    public void Removed_setting_counts_as_absent()
    {
        var options = Options(
            Json($"{{{Known},\"Policy\":\"Unset\",\"Callers\":\"Unset\",\"Tools\":\"Unset\",\"DefaultScopes\":\"Unset\",\"ClockSkew\":\"Unset\"}}"));

        Assert.That(
            (options.Policy, options.Callers.IsEmpty, options.Tools.Count, options.DefaultScopes.Count, options.ClockSkew),
            Is.EqualTo(((string?)null, true, 0, 0, TimeSpan.FromSeconds(30))));
    }

    private static IConfigurationRoot Settings(params (string Key, string Value)[] settings) =>
        new ConfigurationBuilder().AddConfiguration(Json($"{{{Known}}}"))
        .AddInMemoryCollection(
            settings.Where(setting => setting.Key.StartsWith("Issuers:", StringComparison.Ordinal))
                .Select(_ => KeyValuePair.Create("McpGuard:Issuers:a:Issuer", (string?)"https://a.example")).Distinct())
        .AddInMemoryCollection(
            settings.Where(setting => setting.Key.StartsWith("Issuers:", StringComparison.Ordinal))
                .Select(_ => KeyValuePair.Create("McpGuard:Authority", (string?)SettingText.Unset)).Distinct())
        .AddInMemoryCollection(
            settings.Where(setting => setting.Key.StartsWith("Endpoints:", StringComparison.Ordinal))
                .Select(_ => KeyValuePair.Create("McpGuard:Endpoints:a:Resource", (string?)"https://a.example/b")))
        .AddInMemoryCollection(settings.Where(setting => setting.Key.Contains(":Gateway:", StringComparison.Ordinal)).SelectMany(_ => _gateway))
        .AddInMemoryCollection(settings.Where(setting => setting.Key.Contains(":Corroboration:", StringComparison.Ordinal)).SelectMany(_ => _witness))
        .AddInMemoryCollection(settings.Select(setting => KeyValuePair.Create($"McpGuard:{setting.Key}", (string?)setting.Value))).Build();

    private static IConfigurationRoot Json(string section) =>
        new ConfigurationBuilder().AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes($"{{\"McpGuard\":{section}}}"))).Build();

    private static McpGuardOptions Options(IConfiguration configuration) => Provider(configuration).GetRequiredService<IOptions<McpGuardOptions>>().Value;

    private static IReadOnlyList<string> Problems(IConfiguration configuration)
    {
        using var provider = Provider(configuration);
        var check = provider.GetServices<Microsoft.Extensions.Hosting.IHostedService>().OfType<StartupCheck>().Single();
        try
        {
            check.StartingAsync(CancellationToken.None).GetAwaiter().GetResult();
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return exception.Problems;
        }
    }

    private static ServiceProvider Provider(IConfiguration configuration)
    {
        var services = new ServiceCollection();
        services.AddSingleton(configuration);
        services.AddMcpServer().WithTools([Probe.Read().Tool]).WithMcpGuard();
        return services.BuildServiceProvider();
    }
}
