using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace McpGuard.Tests.Hosting;

/// <summary>Every setting can come from the configuration, and code wins over it.</summary>
[TestFixture]
internal sealed class ConfigurationTests
{
    private static readonly string _jwks = SigningKeyJson();
    private static readonly string _key = Convert.ToBase64String(new byte[32]);

    private static IEnumerable<TestCaseData> Settings()
    {
        yield return Setting("Authority", "https://other.example", options => options.Authority, "https://other.example");
        yield return Setting("Resource", "https://other.example/mcp", options => options.Resource, "https://other.example/mcp");
        yield return Setting("InitialScopes:0", "a", options => options.InitialScopes.Single(), "a");
        yield return Setting("MaxTokenLifetime", "00:05:00", options => options.MaxTokenLifetime, TimeSpan.FromMinutes(5));
        yield return Setting("ClockSkew", "00:00:05", options => options.ClockSkew, TimeSpan.FromSeconds(5));
        yield return Setting("RequireSoleAudience", "true", options => options.RequireSoleAudience, true);
        yield return Setting("RevocationFile", "revoked.jsonl", options => options.RevocationFile, "revoked.jsonl");
        yield return Setting("DefaultIssuer", "https://authority.example", options => options.DefaultIssuer, "https://authority.example");
        yield return Setting("DefaultScopes:0", "a", options => options.DefaultScopes.Single(), "a");
        yield return Setting("ExpectedTargets:0", "a", options => options.ExpectedTargets.Single(), "a");
        yield return Setting("Tools:read:Scopes:0", "a", options => options.Tools["read"].Scopes.Single(), "a");
        yield return Setting("Tools:read:Definition", "sha256:0", options => options.Tools["read"].Definition, "sha256:0");
        yield return Setting("Tools:read:EndWithToken", "true", options => options.Tools["read"].EndWithToken, true);
        yield return Setting("Tools:read:UndeclaredArguments", "Refuse", options => options.Tools["read"].UndeclaredArguments, UndeclaredArgumentMode.Refuse);
        yield return Setting("UndeclaredArguments", "Refuse", options => options.UndeclaredArguments, UndeclaredArgumentMode.Refuse);
        yield return Setting("Policy:Mode", "ReportOnly", options => options.Policy, """{"Mode":"ReportOnly"}""");
        yield return Setting("StateKey", _key, options => options.StateKey, _key);
        yield return Setting("AllowedOrigins:0", "https://app.example.com", options => options.AllowedOrigins.Single(), "https://app.example.com");
        yield return Setting("ResourceMetadataUri", "https://a.example/m", options => options.ResourceMetadataUri, "https://a.example/m");
        yield return Setting("Endpoints:read:Resource", "https://a.example/b", options => options.Endpoints["read"].Resource, "https://a.example/b");
        yield return Setting("Endpoints:read:Audiences:0", "api://b", options => options.Endpoints["read"].Audiences.Single(), "api://b");
        yield return Setting(
            "Endpoints:read:ResourceMetadataUri", "https://a.example/m", options => options.Endpoints["read"].ResourceMetadataUri, "https://a.example/m");
        yield return Setting("Answers:Form", "ToolResult", options => options.Answers.Form, AnswerForm.ToolResult);
        yield return Setting("Answers:Clients:Standard:0", "desktop", options => options.Answers.Clients.Standard.Single(), "desktop");
        yield return Setting("Answers:Clients:ToolResult:0", "litellm", options => options.Answers.Clients.ToolResult.Single(), "litellm");
        yield return Setting(
            "Answers:Clients:OpenAi:0", "https://chatgpt.com/oauth/*", options => options.Answers.Clients.OpenAi.Single(), "https://chatgpt.com/oauth/*");
        yield return Setting("Answers:Clients:Http:0", "desktop", options => options.Answers.Clients.Http.Single(), "desktop");
        yield return Setting("Approvals:Address", "https://a.example/approvals", options => options.Approvals.Address, "https://a.example/approvals");
        yield return Setting("Approvals:Directory", "approvals", options => options.Approvals.Directory, "approvals");
        yield return Setting("Approvals:Hold", "00:00:05", options => options.Approvals.Hold, TimeSpan.FromSeconds(5));
        yield return Setting("Approvals:MaxHoldRounds", "3", options => options.Approvals.MaxHoldRounds, 3);
        yield return Setting("Approvals:HoldOlderClients", "00:00:05", options => options.Approvals.HoldOlderClients, TimeSpan.FromSeconds(5));
        yield return Setting("Approvals:MaxHolds", "5", options => options.Approvals.MaxHolds, 5);
        yield return Setting("Approvals:MaxHoldsPerCaller", "2", options => options.Approvals.MaxHoldsPerCaller, 2);
        yield return Setting("Approvals:MaxPendingPerCaller", "2", options => options.Approvals.MaxPendingPerCaller, 2);
        yield return Setting("Approvals:MaxPending", "20", options => options.Approvals.MaxPending, 20);
        yield return Setting("Approvals:MaxArgumentBytes", "2048", options => options.Approvals.MaxArgumentBytes, 2048);
        yield return Setting("Approvals:DenialHolds", "00:05:00", options => options.Approvals.DenialHolds, TimeSpan.FromMinutes(5));
        yield return Setting("Approvals:SignIn:Issuer", "idp", options => options.Approvals.SignIn.Issuer, "idp");
        yield return Setting("Approvals:SignIn:IssuerIs", "https://a.example", options => options.Approvals.SignIn.IssuerIs, "https://a.example");
        yield return Setting("Approvals:SignIn:Person", "oid", options => options.Approvals.SignIn.Person, "oid");
        yield return Setting("Approvals:SignIn:Groups", "teams", options => options.Approvals.SignIn.Groups, "teams");
        yield return Setting("Approvals:SignIn:Roles", "parts", options => options.Approvals.SignIn.Roles, "parts");
        yield return Setting("Approvals:Webhook:Address", "https://hook.example", options => options.Approvals.Webhook!.Address, "https://hook.example");
        yield return Setting(
            "Approvals:Webhook:Secret",
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
            options => options.Approvals.Webhook!.Secret,
            "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw");
        yield return Setting("Tools:read:MaskedForApprovers:0", "/card", options => options.Tools["read"].MaskedForApprovers.Single(), "/card");
        yield return Setting("ExplainRefusals", "true", options => options.ExplainRefusals, true);
        yield return Setting("MinimumProtocolVersion", "2025-11-25", options => options.MinimumProtocolVersion, "2025-11-25");
        yield return Setting("MaxRequestBodyBytes", "4096", options => options.MaxRequestBodyBytes, 4096);
        yield return Setting("Telemetry:IncludeIdentity", "true", options => options.Telemetry.IncludeIdentity, true);
        yield return Setting("TokenCacheSize", "5", options => options.TokenCacheSize, 5);
        yield return Setting("Audit:Refusals:PerMinutePerAddress", "10", options => options.Audit.Refusals.PerMinutePerAddress, 10);
        yield return Setting("Audit:Refusals:PerMinute", "100", options => options.Audit.Refusals.PerMinute, 100);
        yield return Setting("Audit:File:Directory", "audit", options => options.Audit.File.Directory, "audit");
        yield return Setting("Audit:File:Durability", "Buffered", options => options.Audit.File.Durability, AuditDurability.Buffered);
        yield return Setting("Audit:File:SigningKey", "key.pem", options => options.Audit.File.SigningKey, "key.pem");
        yield return Setting("Audit:File:SigningCertificate", "00ff", options => options.Audit.File.SigningCertificate, "00ff");
        yield return Setting("Audit:File:MaxSegmentBytes", "8192", options => options.Audit.File.MaxSegmentBytes, 8192L);
        yield return Setting("Audit:File:MaxSegmentAge", "01:00:00", options => options.Audit.File.MaxSegmentAge, TimeSpan.FromHours(1));
        yield return Setting("Audit:File:CheckpointRecords", "10", options => options.Audit.File.CheckpointRecords, 10);
        yield return Setting("Audit:File:CheckpointInterval", "00:00:10", options => options.Audit.File.CheckpointInterval, TimeSpan.FromSeconds(10));
        yield return Setting("Audit:File:QueueLimit", "10", options => options.Audit.File.QueueLimit, 10);
        yield return Setting("Audit:File:RetainFor", "30.00:00:00", options => options.Audit.File.RetainFor, TimeSpan.FromDays(30));
        yield return Setting("Audit:File:RetainBytes", "1000000", options => options.Audit.File.RetainBytes, 1_000_000L);
        yield return Setting("Audit:File:RetainAtLeast", "02:00:00", options => options.Audit.File.RetainAtLeast, TimeSpan.FromHours(2));
        yield return Setting("Audit:File:Readers", "Group", options => options.Audit.File.Readers, AuditFileReaders.Group);
        yield return Setting("Audit:Ocsf:Readers", "Group", options => options.Audit.Ocsf.Readers, AuditFileReaders.Group);
        yield return Setting("Audit:Ocsf:StandardOutput", "true", options => options.Audit.Ocsf.StandardOutput, true);
        yield return Setting("Audit:Ocsf:File", "events.jsonl", options => options.Audit.Ocsf.File, "events.jsonl");
        yield return Setting(
            "Audit:Sinks:Logger:FailureMode", "LogAndContinue", options => options.Audit.Sinks["Logger"].FailureMode, AuditFailureMode.LogAndContinue);
        yield return Setting("Audit:Sinks:Logger:WriteTimeout", "00:00:01", options => options.Audit.Sinks["Logger"].WriteTimeout, TimeSpan.FromSeconds(1));
        yield return Setting("Audit:Sinks:Logger:QueueLimit", "10", options => options.Audit.Sinks["Logger"].QueueLimit, 10);
        yield return Setting("Audit:WriteTimeout", "00:00:01", options => options.Audit.WriteTimeout, TimeSpan.FromSeconds(1));
        yield return Setting("Audit:QueueLimit", "10", options => options.Audit.QueueLimit, 10);
        yield return Setting("Tools:read:RecordedValues:/path", "Show", options => options.Tools["read"].RecordedValues["/path"], "Show");
        yield return Setting("Audit:FailureMode", "LogAndContinue", options => options.Audit.FailureMode, AuditFailureMode.LogAndContinue);
        yield return Setting("Audit:DigestKey", _key, options => options.Audit.DigestKey, _key);
    }

    private static IEnumerable<TestCaseData> CallerSettings() => new (string Section, Func<McpGuardOptions, CallerOptions> Read)[]
    {
        ("Callers", options => options.Callers),
        ("Tools:read:Callers", options => options.Tools["read"].Callers),
    }.SelectMany(of => new[]
    {
        Setting($"{of.Section}:Delegation", "Required", options => of.Read(options).Delegation, DelegationMode.Required),
        Setting($"{of.Section}:AllowedActors:0", "agent-1", options => of.Read(options).AllowedActors.Single(), "agent-1"),
        Setting($"{of.Section}:DeniedActors:0", "agent-9", options => of.Read(options).DeniedActors.Single(), "agent-9"),
        Setting($"{of.Section}:AllowedClients:0", "desktop", options => of.Read(options).AllowedClients.Single(), "desktop"),
        Setting($"{of.Section}:MaxActors", "2", options => of.Read(options).MaxActors, 2),
    });

    private static IEnumerable<TestCaseData> IssuerSettings()
    {
        yield return OfIssuer("Issuer", "https://idp.example", issuer => issuer.Issuer, "https://idp.example");
        yield return OfIssuer("Profile", "Keycloak", issuer => issuer.Profile, IssuerProfile.Keycloak);
        yield return OfIssuer("Answers", "Http", issuer => issuer.Answers, AnswerForm.Http);
        yield return OfIssuer("AcceptLegacyType", "true", issuer => issuer.AcceptLegacyType, true);
        yield return OfIssuer("Audiences:0", "api://mcp", issuer => issuer.Audiences.Single(), "api://mcp");
        yield return OfIssuer("Algorithms:0", "ES256", issuer => issuer.Algorithms.Single(), "ES256");
        yield return OfIssuer("Claims:Subject:0", "username", issuer => issuer.Claims.Subject.Single(), "username");
        yield return OfIssuer("Claims:Person:0", "oid", issuer => issuer.Claims.Person.Single(), "oid");
        yield return OfIssuer("Claims:Additional:0", "email", issuer => issuer.Claims.Additional.Single(), "email");
        yield return OfIssuer("Claims:Scope:0", "permissions", issuer => issuer.Claims.Scope.Single(), "permissions");
        yield return OfIssuer("Claims:ClientId:0", "azp", issuer => issuer.Claims.ClientId.Single(), "azp");
        yield return OfIssuer("Claims:TokenId:0", "uti", issuer => issuer.Claims.TokenId.Single(), "uti");
        yield return OfIssuer("Claims:Groups:0", "teams", issuer => issuer.Claims.Groups.Single(), "teams");
        yield return OfIssuer("Claims:Roles:0", "/realm_access/roles", issuer => issuer.Claims.Roles.Single(), "/realm_access/roles");
        yield return OfIssuer("Claims:Optional:0", "jti", issuer => issuer.Claims.Optional.Single(), "jti");
        yield return OfIssuer("ActorSource", "ClientId", issuer => issuer.ActorSource, ActorSource.ClientId);
        yield return OfIssuer("ClockSkew", "00:00:05", issuer => issuer.ClockSkew, TimeSpan.FromSeconds(5));
        yield return OfIssuer("MaxTokenLifetime", "00:05:00", issuer => issuer.MaxTokenLifetime, TimeSpan.FromMinutes(5));
        yield return OfIssuer("Keys:Uri", "https://idp.example/keys", issuer => issuer.Keys.Uri, "https://idp.example/keys");
        yield return OfIssuer("Keys:File", "keys.json", issuer => issuer.Keys.File, "keys.json");
        yield return OfIssuer("Keys:Jwks", _jwks, issuer => issuer.Keys.Jwks, _jwks);
        yield return OfIssuer("Keys:RefreshInterval", "00:01:00", issuer => issuer.Keys.RefreshInterval, TimeSpan.FromMinutes(1));
        yield return OfIssuer("Keys:MaxAge", "00:10:00", issuer => issuer.Keys.MaxAge, TimeSpan.FromMinutes(10));
        yield return OfIssuer("Introspection:Endpoint", "https://idp.example/ask", issuer => issuer.Introspection!.Endpoint, "https://idp.example/ask");
        yield return OfIssuer("Introspection:ClientId", "mcp", issuer => issuer.Introspection!.ClientId, "mcp");
        yield return OfIssuer("Introspection:ClientSecret", "secret", issuer => issuer.Introspection!.ClientSecret, "secret");
        yield return OfIssuer("Introspection:Authentication", "Post", issuer => issuer.Introspection!.Authentication, IntrospectionAuthentication.Post);
        yield return OfIssuer("Introspection:IncludeJwts", "true", issuer => issuer.Introspection!.IncludeJwts, true);
        yield return OfIssuer("Introspection:CacheDuration", "00:00:10", issuer => issuer.Introspection!.CacheDuration, TimeSpan.FromSeconds(10));
        yield return OfIssuer("GroupScopes:/path", "a b", issuer => issuer.GroupScopes["/path"], "a b");
        yield return OfIssuer("Gateway:Header", "X-Identity", issuer => issuer.Gateway!.Header, "X-Identity");
        yield return OfIssuer("Gateway:Client", "edge", issuer => issuer.Gateway!.Client, "edge");
        yield return OfIssuer("Gateway:RequestIdHeader", "X-Correlation-ID", issuer => issuer.Gateway!.RequestIdHeader, "X-Correlation-ID");
        yield return OfIssuer("Gateway:TenantClaim", "/act/sub", issuer => issuer.Gateway!.TenantClaim, "/act/sub");
        yield return OfIssuer("Gateway:Carrier", "carrier", issuer => issuer.Gateway!.Carrier, "carrier");
        yield return OfIssuer("Gateway:SingleUse", "true", issuer => issuer.Gateway!.SingleUse, true);
        yield return OfIssuer("Corroboration:By", "witness", issuer => issuer.Corroboration!.By, "witness");
        yield return OfIssuer("Corroboration:Claims:0", "sub", issuer => issuer.Corroboration!.Claims.Single(), "sub");
        yield return OfIssuer("Corroboration:Required", "true", issuer => issuer.Corroboration!.Required, true);
        yield return OfIssuer("Gateway:StandInSubjects:0", "apikey:*", issuer => issuer.Gateway!.StandInSubjects.Single(), "apikey:*");
        yield return OfIssuer("Gateway:ToolScopes:/path", "a b", issuer => issuer.Gateway!.ToolScopes["/path"], "a b");
        yield return OfIssuer("AllowedHosts:0", "keys.example", issuer => issuer.AllowedHosts.Single(), "keys.example");
        yield return OfIssuer("AllowPrivateNetwork", "true", issuer => issuer.AllowPrivateNetwork, true);
        yield return OfIssuer("AllowHttp", "true", issuer => issuer.AllowHttp, true);
    }

    private static IEnumerable<TestCaseData> DeviceSettings()
    {
        yield return OfDevices("SubjectIssuerClaim", "caller_iss", device => device.SubjectIssuerClaim, "caller_iss");
        yield return OfDevices("ClientClaim", "azp", device => device.ClientClaim, "azp");
        yield return OfDevices("SingleUse", "true", device => device.SingleUse, true);
        yield return OfDevices("Header", "X-Device", devices => devices.Header, "X-Device");
        yield return OfDevices("Issuer", "https://gateway.example", devices => devices.Issuer, "https://gateway.example");
        yield return OfDevices("Audience", "mcp", devices => devices.Audience, "mcp");
        yield return OfDevices("Keys:Uri", "https://gateway.example/keys", devices => devices.Keys.Uri, "https://gateway.example/keys");
        yield return OfDevices("Keys:File", "keys.json", devices => devices.Keys.File, "keys.json");
        yield return OfDevices("Keys:Jwks", _jwks, devices => devices.Keys.Jwks, _jwks);
        yield return OfDevices("Keys:RefreshInterval", "00:01:00", devices => devices.Keys.RefreshInterval, TimeSpan.FromMinutes(1));
        yield return OfDevices("Keys:MaxAge", "00:10:00", devices => devices.Keys.MaxAge, TimeSpan.FromMinutes(10));
        yield return OfDevices("Claim", "posture", devices => devices.Claim, "posture");
        yield return OfDevices("CheckedAtClaim", "checked_at", devices => devices.CheckedAtClaim, "checked_at");
    }

    private static IEnumerable<TestCaseData> AllSettings() => [.. Settings(), .. CallerSettings(), .. IssuerSettings(), .. DeviceSettings()];

    [TestCaseSource(nameof(AllSettings))]
    public void Setting_comes_from_the_configuration(string key, string value, Func<McpGuardOptions, object?> read, object expected)
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;
        if (key.EndsWith("File", StringComparison.Ordinal))
            value = (string)(expected = Path.Combine(folder, value));
        if (key.EndsWith("Keys:File", StringComparison.Ordinal))
            File.WriteAllText(value, _jwks);
        if (key == "RevocationFile")
            File.WriteAllText(value, "");

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

        Assert.That(
            AllSettings().Select(setting =>
                ((string)setting.Arguments[0]!).Replace(":0", "").Replace(":read:", ":").Replace(":idp:", ":").Replace(":Logger:", ":").Replace(":/path", "")
                    .Replace("Policy:Mode", "Policy")).Order(),
            Is.EqualTo(options));

        static IEnumerable<string> Names(Type type, string prefix) => type.GetProperties().SelectMany(property => property switch
        {
            { Name: "Tools" } => Names(typeof(ToolOptions), "Tools:"),
            { Name: "Endpoints" } => Names(typeof(EndpointOptions), "Endpoints:"),
            { Name: "Sinks" } => Names(typeof(AuditSinkOptions), $"{prefix}Sinks:"),
            { Name: "Issuers" } => Names(typeof(IssuerOptions), "Issuers:"),
            { PropertyType: { IsClass: true, Namespace: "McpGuard" or "McpGuard.Audit" } options } => Names(options, $"{prefix}{property.Name}:"),
            _ => [prefix + property.Name],
        });
    }

    [Test]
    public void Defaults_are_the_documented_ones()
    {
        var options = OptionsOf();

        using (Assert.EnterMultipleScope())
        {
            Assert.That(options.MaxTokenLifetime, Is.EqualTo(TimeSpan.FromMinutes(15)));
            Assert.That(options.ClockSkew, Is.EqualTo(TimeSpan.FromSeconds(30)));
            Assert.That((options.RequireSoleAudience, options.RevocationFile), Is.EqualTo((false, (string?)null)));
            Assert.That((options.Callers.Delegation, options.Callers.MaxActors), Is.EqualTo(((DelegationMode?)null, (int?)null)));
            Assert.That(options.MaxRequestBodyBytes, Is.EqualTo(1024 * 1024));
            Assert.That(options.Telemetry.IncludeIdentity, Is.False);
            Assert.That(options.TokenCacheSize, Is.EqualTo(10_000));
            Assert.That(options.Audit.FailureMode, Is.EqualTo(AuditFailureMode.DenyCall));
            Assert.That((options.Policy, options.StateKey, options.MinimumProtocolVersion), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
            Assert.That((options.DeviceAssertion, new DeviceAssertionOptions().Header), Is.EqualTo(((DeviceAssertionOptions?)null, "X-Device-Assertion")));
            Assert.That(
                (options.Audit.File.Directory, options.Audit.Ocsf.File, options.Audit.DigestKey), Is.EqualTo(((string?)null, (string?)null, (string?)null)));
            Assert.That(options.Audit.File.Durability, Is.EqualTo(AuditDurability.Written));
            Assert.That(
                (options.InitialScopes.Count, options.DefaultScopes.Count, options.AllowedOrigins.Count, options.Tools.Count), Is.EqualTo((0, 0, 0, 0)));
        }
    }

    [Test]
    public void Code_wins_over_the_configuration()
    {
        var services = Services(("RequireSoleAudience", "true"), ("ClockSkew", "00:00:05"));
        services.AddMcpServer().WithMcpGuard(options => options.RequireSoleAudience = false);

        var options = services.BuildServiceProvider().GetRequiredService<IOptions<McpGuardOptions>>().Value;

        Assert.That((options.RequireSoleAudience, options.ClockSkew), Is.EqualTo((false, TimeSpan.FromSeconds(5))));
    }

    [Test]
    public void Guarding_twice_configures_twice_and_guards_once()
    {
        var services = Services();
        services.AddMcpServer().WithMcpGuard(options => options.RequireSoleAudience = true).WithMcpGuard(options => options.TokenCacheSize = 7);
        using var provider = services.BuildServiceProvider();

        var options = provider.GetRequiredService<IOptions<McpGuardOptions>>().Value;
        var server = provider.GetRequiredService<IOptions<ModelContextProtocol.Server.McpServerOptions>>().Value;

        Assert.That((options.RequireSoleAudience, options.TokenCacheSize), Is.EqualTo((true, 7)));
        Assert.That(server.Filters.Message.IncomingFilters, Has.Count.EqualTo(2), "One at each end.");
        Assert.That(provider.GetServices<IAuditSink>().Count(), Is.EqualTo(3));
    }

    [Test]
    public void Names_of_tools_are_read_by_case()
    {
        var options = OptionsOf(("Tools:read:Scopes:0", "a"));

        Assert.That(options.Tools.ContainsKey("Read"), Is.False);
    }

    private static string SigningKeyJson()
    {
        using var key = new TestSigningKey("key-1");
        return new JsonObject { ["keys"] = new JsonArray(key.ToJsonWebKey()) }.ToJsonString();
    }

    private static TestCaseData Setting(string key, string value, Func<McpGuardOptions, object?> read, object expected) =>
        new TestCaseData(key, value, read, expected).SetArgDisplayNames(key);

    private static TestCaseData OfIssuer(string key, string value, Func<IssuerOptions, object?> read, object expected) =>
        Setting($"Issuers:idp:{key}", value, options => read(options.Issuers["idp"]), expected);

    private static TestCaseData OfDevices(string key, string value, Func<DeviceAssertionOptions, object?> read, object expected) =>
        Setting($"DeviceAssertion:{key}", value, options => read(options.DeviceAssertion!), expected);

    private static McpGuardOptions OptionsOf(params (string Key, string Value)[] settings)
    {
        var services = Services(settings);
        services.AddMcpServer().WithMcpGuard();
        return services.BuildServiceProvider().GetRequiredService<IOptions<McpGuardOptions>>().Value;
    }

    // The other issuer of a pair, with a header of its own.
    private static void AddGateway(Dictionary<string, string?> values, string setting, string name)
    {
        values[$"McpGuard:Issuers:idp:{setting}"] = name;
        values["McpGuard:Issuers:idp:Audiences"] = "idp";
        values[$"McpGuard:Issuers:{name}:Issuer"] = name;
        values[$"McpGuard:Issuers:{name}:Audiences"] = name;
        values[$"McpGuard:Issuers:{name}:Keys:Jwks"] = _jwks;
        values[$"McpGuard:Issuers:{name}:Gateway:Client"] = name;
        values[$"McpGuard:Issuers:{name}:Gateway:Header"] = $"X-{name}";
    }

    private static ServiceCollection Services(params (string Key, string Value)[] settings)
    {
        Dictionary<string, string?> values =
            new() { ["McpGuard:Authority"] = "https://authority.example", ["McpGuard:Resource"] = "https://mcp.example.com/mcp" };
        if (settings.Any(setting => setting.Key.StartsWith("Endpoints:", StringComparison.Ordinal)))
            values["McpGuard:Endpoints:read:Resource"] = "https://mcp.example.com/read";
        if (settings.Any(setting => setting.Key.StartsWith("Issuers:", StringComparison.Ordinal)))
            values["McpGuard:Issuers:idp:Issuer"] = "https://idp.example";
        if (settings.Any(setting => setting.Key.Contains(":Gateway:", StringComparison.Ordinal)))
        {
            values["McpGuard:Issuers:idp:Profile"] = "LiteLlm";
            values["McpGuard:Issuers:idp:Gateway:Client"] = "edge";
            values["McpGuard:Issuers:idp:Keys:Jwks"] = _jwks;
        }
        if (settings.Any(setting => setting.Key.EndsWith(":Gateway:SingleUse", StringComparison.Ordinal)))
            values.Remove("McpGuard:Issuers:idp:Profile");
        if (settings.Any(setting => setting.Key.Contains(":Corroboration:", StringComparison.Ordinal)))
            AddGateway(values, "Corroboration:By", "witness");
        if (settings.Any(setting => setting.Key.EndsWith(":Carrier", StringComparison.Ordinal)))
            AddGateway(values, "Gateway:Carrier", "carrier");
        if (settings.Any(setting => setting.Key.Contains(":Introspection:", StringComparison.Ordinal)))
        {
            values["McpGuard:Issuers:idp:Introspection:ClientId"] = "id";
            values["McpGuard:Issuers:idp:Introspection:ClientSecret"] = "secret";
        }

        if (settings.Any(setting => setting.Key.StartsWith("DeviceAssertion:", StringComparison.Ordinal)))
        {
            values["McpGuard:DeviceAssertion:Issuer"] = "https://gateway.example";
            values["McpGuard:DeviceAssertion:Claim"] = "posture";
        }

        if (settings.Any(setting =>
                setting.Key.StartsWith("DeviceAssertion:", StringComparison.Ordinal) &&
                    setting.Key is not ("DeviceAssertion:Keys:Uri" or "DeviceAssertion:Keys:File")))
            values["McpGuard:DeviceAssertion:Keys:Jwks"] = _jwks;
        if (settings.Any(setting => setting.Key.StartsWith("Audit:File:Signing", StringComparison.Ordinal)))
            values["McpGuard:Audit:File:Directory"] = "audit";
        if (settings.Any(setting => setting.Key.StartsWith("Approvals:", StringComparison.Ordinal)))
            values["McpGuard:Approvals:Address"] = "https://a.example/approvals";
        if (settings.Any(setting => setting.Key.StartsWith("Approvals:Webhook:", StringComparison.Ordinal)))
        {
            values["McpGuard:Approvals:Webhook:Address"] = "https://hook.example";
            values["McpGuard:Approvals:Webhook:Secret"] = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";
        }

        foreach (var (key, value) in settings)
            values[$"McpGuard:{key}"] = value;

        var services = new ServiceCollection();
        services.AddSingleton<IConfiguration>(new ConfigurationBuilder().AddInMemoryCollection(values).Build());
        return services;
    }
}
