using System.Text;
using Microsoft.Extensions.Compliance.Classification;
using Microsoft.Extensions.Compliance.Redaction;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>A record has the names, types, size and digest of a call's arguments, and a value only if a rule allows it.</summary>
[Category("LOG-3")]
internal sealed class ArgumentTests
{
    private const string Mail =
        """{"to":"bob@example.com","body":{"text":"canary7f3a","pages":[1,{"title":"one"}]},"urgent":true,"copies":2,"cc":null,"tags":["a"]}""";

    private static readonly string _digestKey = Convert.ToBase64String(new byte[32]);

    [Test]
    public async Task Names_types_size_and_digest()
    {
        await using var server = await StartAsync(_ => { });

        var record = await CallAsync(server, Mail);

        using (Assert.EnterMultipleScope())
        {
            Assert.That(record.ArgumentNames, Is.EqualTo(new[] { "body", "cc", "copies", "tags", "to", "urgent" }));
            Assert.That(record.ArgumentTypes, Is.EqualTo(new[] { "object", "null", "number", "array", "string", "boolean" }));
            Assert.That(record.ArgumentBytes, Is.EqualTo(record.ArgumentNames!.Sum(name => name.Length) + Encoding.UTF8.GetByteCount(
                """{"text":"canary7f3a","pages":[1,{"title":"one"}]}""" + "null" + "2" + """["a"]""" + "\"bob@example.com\"" + "true")));
            Assert.That(record.ArgumentDigest, Does.Match("^hmac-sha256:[0-9a-f]{64}$"));
            Assert.That(record.ArgumentValues, Is.Null);
        }
    }

    [Test]
    public async Task Digest_is_the_same_on_each_server_with_the_same_key_and_for_no_other_arguments()
    {
        await using var first = await StartAsync(options => options.Audit.DigestKey = _digestKey);
        await using var second = await StartAsync(options => options.Audit.DigestKey = _digestKey);

        var digest = (await CallAsync(first, """{"to":"a","copies":1}""")).ArgumentDigest;

        Assert.That((await CallAsync(second, """{"copies":1,"to":"a"}""")).ArgumentDigest, Is.EqualTo(digest));
        Assert.That((await CallAsync(second, """{"copies":2,"to":"a"}""")).ArgumentDigest, Is.Not.EqualTo(digest));
    }

    [Test]
    public async Task Values_in_the_form_that_their_rules_name()
    {
        await using var server = await StartAsync(
            options => options.Tools["mail"] = new()
            {
                RecordedValues =
                    { ["/to"] = "mycompany:address", ["/body/text"] = "Length", ["/body/pages/1/title"] = "Show", ["/copies"] = "Hash", ["/tags/0"] = "Show" },
            },
            redaction => redaction.SetRedactor<ErasingRedactor>(new DataClassification("mycompany", "address")));

        var record = await CallAsync(server, Mail);

        Assert.That(record.ArgumentValues!.Keys, Is.EquivalentTo(new[] { "/to", "/body/text", "/body/pages/1/title", "/copies", "/tags/0" }));
        Assert.That(record.ArgumentValues["/copies"], Does.StartWith("hmac-sha256:"));
        Assert.That(
            (record.ArgumentValues["/to"], record.ArgumentValues["/body/text"], record.ArgumentValues["/body/pages/1/title"], record.ArgumentValues["/tags/0"]),
            Is.EqualTo(("", "10 characters", "one", "a")));
        Assert.That(record.ToString(), Does.Not.Contain("canary7f3a").And.Not.Contain("bob@example.com"));
    }

    [Test]
    public async Task Nothing_of_a_value_that_is_shown_is_in_any_other_record()
    {
        await using var server = await StartAsync(options => options.Tools["mail"] = new() { RecordedValues = { ["/body/text"] = "Show" } });

        var record = await CallAsync(server, Mail);
        await WireRequest.Call("echo", """{"message":"canary7f3a"}""").WithToken(server.NewToken().Build()).SendAsync(server);

        Assert.That(server.Audit.Records.Where(other => other.ToString().Contains("canary7f3a", StringComparison.Ordinal)), Is.EqualTo(new[] { record }));
    }

    [TestCase("to", "Show", "McpGuard:Tools:mail:RecordedValues")]
    [TestCase("/to", "Reveal", "McpGuard:Tools:mail:RecordedValues:/to")]
    [TestCase("/to", "mycompany:address", "AddRedaction")]
    public void Startup_fails_for_rule_that_cannot_be_followed(string pointer, string rule, string named) =>
        Assert.That(
            () => StartAsync(options => options.Tools["mail"] = new() { RecordedValues = { [pointer] = rule } }),
            Throws.InstanceOf<McpGuardConfigurationException>().With.Message.Contains(named));

    private static Task<GuardedWebServer> StartAsync(Action<McpGuardOptions> configure, Action<IRedactionBuilder>? redaction = null) =>
        GuardedWebServer.StartAsync(configure, mcp =>
    {
        mcp.WithTools(
            [
                McpServerTool.Create(
                    [AllowAnyCaller] (string? to = null, object? body = null, bool urgent = false, int copies = 1, string? cc = null, string[]? tags = null) =>
                        "sent",
                    new() { Name = "mail" }),
            ]);
        if (redaction is not null)
            mcp.Services.AddRedaction(redaction);
    });

    private static async Task<AuditRecord> CallAsync(GuardedWebServer server, string arguments)
    {
        var answer = await WireRequest.Call("mail", arguments).WithToken(server.NewToken().Build()).SendAsync(server);
        Assert.That(answer.Body, Does.Contain("sent"));
        return server.Audit.Decisions[^1];
    }
}
