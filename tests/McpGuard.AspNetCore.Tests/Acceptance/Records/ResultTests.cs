using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance.Records;

/// <summary>Of what a tool gave, a record has kinds, size and digest, and never the result itself.</summary>
[Category("LOG-3")]
internal sealed class ResultTests
{
    private static readonly string _digestKey = Convert.ToBase64String(new byte[32]);

    private static IEnumerable<TestCaseData> Results()
    {
        yield return Of(new() { Content = [Text("a")] }, "text");
        yield return Of(new() { Content = [Text("a"), Text("b")] }, "text");
        yield return Of(new() { Content = [] });
        yield return Of(
            new()
            {
                Content =
                [
                    Text("a"), new ImageContentBlock { Data = "aGk="u8.ToArray(), MimeType = "image/png" }, new ResourceLinkBlock { Uri = "x://y", Name = "y" },
                ],
            },
            "text",
            "image",
            "resource_link");
        yield return Of(
            new()
            {
                Content =
                [
                    new AudioContentBlock { Data = "aGk="u8.ToArray(), MimeType = "audio/wav" },
                    new EmbeddedResourceBlock { Resource = new TextResourceContents { Uri = "x://y", Text = "t" } },
                ],
            },
            "audio",
            "resource");
        yield return Of(new() { Content = [Text("a")], StructuredContent = JsonElement.Parse("{\"a\":1}") }, "text", "structured");
        yield return Of(new() { Content = [Text("broken")], IsError = true }, "text");

        static TestCaseData Of(CallToolResult result, params string[] kinds) => new TestCaseData(result, kinds).SetArgDisplayNames(string.Join('+', kinds));
    }

    [TestCaseSource(nameof(Results))]
    public async Task Kinds_of_content_each_once(CallToolResult result, string[] kinds)
    {
        await using var server = await StartAsync(() => result);

        Assert.That((await CallAsync(server)).Result!.Kinds, Is.EqualTo(kinds));
    }

    [Test]
    public async Task Size_grows_with_the_result_and_the_result_is_not_shown()
    {
        await using var small = await StartAsync(() => new() { Content = [Text("")] });
        await using var large = await StartAsync(() => new() { Content = [Text(new string('x', 1000))] });

        var (first, second) = (await CallAsync(small), await CallAsync(large));

        Assert.That(second.Result!.Bytes, Is.EqualTo(first.Result!.Bytes + 1000));
        Assert.That(second.ToString(), Does.Not.Contain("xxx"));
    }

    [Test]
    public async Task Equal_results_have_equal_digests_on_each_server_with_the_same_key()
    {
        await using var first = await StartAsync(() => new() { Content = [Text("a")] });
        await using var second = await StartAsync(() => new() { Content = [Text("a")] });
        await using var third = await StartAsync(() => new() { Content = [Text("b")] });
        await using var keyless = await StartAsync(() => new() { Content = [Text("a")] }, key: null);

        var digest = (await CallAsync(first)).Result!.Digest;

        Assert.That(digest, Does.Match("^hmac-sha256:[0-9a-f]{64}$"));
        Assert.That((await CallAsync(first)).Result!.Digest, Is.EqualTo(digest));
        Assert.That((await CallAsync(second)).Result!.Digest, Is.EqualTo(digest));
        Assert.That((await CallAsync(third)).Result!.Digest, Is.Not.EqualTo(digest));
        Assert.That((await CallAsync(keyless)).Result!.Digest, Is.Not.EqualTo(digest));
    }

    [Test]
    public async Task Call_that_gave_none_has_none()
    {
        await using var server = await StartAsync(() => throw new ModelContextProtocol.McpProtocolException("broken"));

        Assert.That(await CallAsync(server), Has.Property("Result").Null.And.Property("Outcome").EqualTo(AuditOutcome.Failed));
    }

    private static TextContentBlock Text(string text) => new() { Text = text };

    private static Task<GuardedWebServer> StartAsync(Func<CallToolResult> result, string? key = "") => GuardedWebServer.StartAsync(
        options => options.Audit.DigestKey = key is null ? null : _digestKey,
        mcp => mcp.WithTools([McpServerTool.Create([AllowAnyCaller] () => result(), new() { Name = "give" })]));

    private static async Task<AuditRecord> CallAsync(GuardedWebServer server)
    {
        await WireRequest.Call("give").WithToken(server.NewToken().Build()).SendAsync(server);
        return server.Audit.Outcomes[^1];
    }
}
