using System.Text.Json;
using System.Text.Json.Serialization;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Tests.Policy.Requests;

/// <summary>The tenant that an argument names is the one that the target gets.</summary>
[TestFixture]
internal sealed class BoundTenantTests
{
    private const string Id = "0a0b0c0d-0000-0000-0000-00000000000f";

    public sealed class Place
    {
        public string Tenant { get; set; } = "t1";
    }

    public enum Tenants
    {
        T1,
        T2,
    }

    private static readonly Delegate[] _tools =
    [
        (string tenant) =>
            "", (string? tenant = null) =>
                "", (string tenant = "t1") => "", (string tenant = "t2") => "", (Guid tenant) => "", (Tenants tenant = Tenants.T1) => "", (Place where) => "",
    ];

    [TestCase(0, "tenant", "t1", "{\"tenant\":\"t1\"}", true)]
    [TestCase(0, "tenant", "t1", "{\"tenant\":\"t2\"}", false)]
    [TestCase(0, "tenant", "t1", "{\"tenant\":null}", false)]
    [TestCase(0, "tenant", "t1", "{}", false)]
    [TestCase(1, "tenant", "t1", "{}", false)]
    [TestCase(2, "tenant", "t1", "{}", true)]
    [TestCase(2, "tenant", "t1", "{\"Tenant\":\"t2\"}", false)]
    [TestCase(3, "tenant", "t1", "{}", false)]
    [TestCase(3, "tenant", "t1", "{\"tenant\":\"t1\"}", true)]
    [TestCase(4, "tenant", Id, "{\"tenant\":\"0A0B0C0D-0000-0000-0000-00000000000F\"}", true)]
    [TestCase(4, "tenant", Id, "{\"tenant\":\"0a0b0c0d-0000-0000-0000-00000000000e\"}", false)]
    [TestCase(4, "tenant", Id, "{\"tenant\":\"x\"}", false)]
    [TestCase(5, "tenant", "T1", "{}", true)]
    [TestCase(5, "tenant", "T1", "{\"tenant\":\"T2\"}", false)]
    [TestCase(6, "/where/tenant", "t1", "{\"where\":{}}", true)]
    [TestCase(6, "/where/tenant", "t2", "{\"where\":{}}", false)]
    [TestCase(6, "/where/tenant", "t1", "{\"where\":{\"Tenant\":\"t2\"}}", false)]
    [TestCase(6, "/where/tenant", "t1", "{\"where\":null}", false)]
    public void Tenant_is_the_one_that_the_tool_gets(int tool, string argument, string tenant, string arguments, bool isAllowed) =>
        Assert.That(
            Decide(
                McpServerTool.Create(_tools[tool], new() { Name = "tool", Metadata = [_tools[tool].Method, new RequireScopeAttribute("a")] }),
                argument,
                tenant,
                arguments),
            Is.EqualTo(isAllowed ? ReasonCode.Allowed : ReasonCode.TenantNotAllowed));

    [Test]
    public void Tenant_that_the_tool_reads_otherwise_is_denied()
    {
        var options = new JsonSerializerOptions(McpJsonUtilities.DefaultOptions);
        options.Converters.Insert(0, new Other());
        var tool = McpServerTool.Create([AllowAnyCaller] (string tenant) => "", new() { Name = "tool", SerializerOptions = options });

        Assert.That(Decide(tool, "tenant", "t1", """{"tenant":"t1"}"""), Is.EqualTo(ReasonCode.TenantNotAllowed));
    }

    [Test]
    public void Variable_of_a_resource_names_the_tenant()
    {
        Assert.That(OfResource(RequestMethods.ResourcesRead, "doc://t1/a", """{"uri":"doc://t1/a"}"""), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(OfResource(RequestMethods.ResourcesRead, "doc://t2/a", """{"uri":"doc://t2/a"}"""), Is.EqualTo(ReasonCode.TenantNotAllowed));
        Assert.That(OfResource(RequestMethods.ResourcesRead, "doc://%742/a", """{"uri":"doc://%742/a"}"""), Is.EqualTo(ReasonCode.TenantNotAllowed));
    }

    [TestCase(
        """{"ref":{"type":"ref/resource","uri":"doc://{tenant}/{name}"},"argument":{"name":"name","value":"a"},"context":{"arguments":{"tenant":"t1"}}}""",
        true)]
    [TestCase(
        """{"ref":{"type":"ref/resource","uri":"doc://{tenant}/{name}"},"argument":{"name":"name","value":"a"},"context":{"arguments":{"tenant":"t2"}}}""",
        false)]
    [TestCase(
        """{"ref":{"type":"ref/resource","uri":"doc://{tenant}/{name}"},"argument":{"name":"name","value":"a"},"context":{"arguments":""" +
            """{"tenant":"t2"}},"tenant":"t1"}""",
        false)]
    [TestCase(
        """{"ref":{"type":"ref/resource","uri":"doc://{tenant}/{name}"},"argument":{"Name":"tenant","Value":"t2"},"context":{"arguments":{"tenant":"t1"}}}""",
        false)]
    [TestCase(
        """{"ref":{"type":"ref/resource","uri":"doc://{tenant}/{name}"},"argument":{"name":"name","value":"a"},"context":{"Arguments":""" +
            """{"tenant":"t2"}},"tenant":"t1"}""",
        false)]
    public void Tenant_of_a_completion_comes_from_its_reference(string parameters, bool isAllowed) =>
        Assert.That(
            OfResource(RequestMethods.CompletionComplete, "doc://{tenant}/{name}", parameters),
            Is.EqualTo(isAllowed ? ReasonCode.Allowed : ReasonCode.TenantNotAllowed));

    private static ReasonCode OfResource(string method, string target, string arguments)
    {
        var resource = McpServerResource.Create(
            [AllowAnyCaller] (string tenant, string name) => "", new() { UriTemplate = "doc://{tenant}/{name}", Name = "doc" });
        var harness = new PolicyHarness(
            options => options.Policy = """{"Rules":{"r":{"Resources":["doc://{tenant}/{name}"],"Tenant":{"Claim":"tid","Argument":"tenant"}}}}""",
            server => server.ResourceCollection = [resource]);
        Assert.That(harness.Problems, Is.Empty);
        var request = new AccessRequest
        {
            Caller = Of("t1"),
            Method = method,
            Target = target,
            Kind = TargetKind.Resource,
            Arguments = JsonElement.Parse(arguments),
            Time = harness.Time.GetUtcNow(),
        };
        return harness.Policy.DecideByNameAsync(harness.Rules, request, CancellationToken.None).AsTask().GetAwaiter().GetResult()!.Reason;
    }

    private static ReasonCode Decide(McpServerTool tool, string argument, string tenant, string arguments)
    {
        var harness = new PolicyHarness(
            options => options.Policy = "{\"Rules\":{\"r\":{\"Tools\":[\"tool\"],\"Tenant\":{\"Claim\":\"tid\",\"Argument\":\"" + argument + "\"}}}}", tool);
        Assert.That(harness.Problems, Is.Empty);
        return harness.Decide(Of(tenant), tool, arguments: arguments).Reason;
    }

    private static DelegatedCaller Of(string tenant) => new()
    {
        Issuer = Callers.Issuer,
        Subject = "alice",
        ClientId = "agent-1",
        TokenId = "token-1",
        Scopes = ScopeSet.Parse("a"),
        IssuedAt = Callers.Now,
        ExpiresAt = Callers.Now.AddMinutes(5),
        Claims = JsonElement.Parse($$"""{"tid":"{{tenant}}"}"""),
    };

    private sealed class Other : JsonConverter<string>
    {
        public override string Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => "t2";

        public override void Write(Utf8JsonWriter writer, string value, JsonSerializerOptions options) => writer.WriteStringValue(value);
    }
}
