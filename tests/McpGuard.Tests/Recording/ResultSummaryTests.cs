using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Options;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard.Tests.Recording;

[TestFixture]
internal sealed class ResultSummaryTests
{
    private static readonly AuditDigest _digest = new(Options.Create(new McpGuardOptions { Audit = { DigestKey = Convert.ToBase64String(new byte[32]) } }));

    [OneTimeTearDown]
    public void DisposeDigest() => _digest.Dispose();

    public static IEnumerable<CallToolResult> Results =>
    [
        new() { Content = [] },
        Text("echo"),
        Text(""),
        Text("é \" \\ < > & ' + \u0000 \n \u2028 \ud83d\ude00 \ud800"),
        new() { Content = [new TextContentBlock { Text = "a", Annotations = new() { Priority = 1 } }] },
        new() { Content = [new TextContentBlock { Text = "a", Meta = new JsonObject { ["b"] = 1 } }] },
        new() { Content = [new TextContentBlock { Text = "a" }, new TextContentBlock { Text = "b" }] },
        new() { Content = [new TextContentBlock { Text = "a" }], IsError = true },
        new() { Content = [new TextContentBlock { Text = "a" }], IsError = false },
        new() { Content = [new TextContentBlock { Text = "a" }], Meta = new JsonObject { ["b"] = 1 } },
        new() { Content = [new TextContentBlock { Text = "a" }], ResultType = "complete" },
        new() { Content = [new TextContentBlock { Text = "a" }], StructuredContent = JsonElement.Parse("{\"b\":1}") },
        new() { Content = [ImageContentBlock.FromBytes(new byte[] { 1 }, "image/png")] },
    ];

    [TestCaseSource(nameof(Results))]
    public void Digest_and_size_are_those_of_the_result_as_the_sdk_sends_it(CallToolResult result)
    {
        var type = McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(CallToolResult));
        var (sent, bytes) = _digest.OfJson(0, (json, _) => JsonSerializer.Serialize(json, result, type));

        var summary = new ResultSummary(_digest).Of(result);

        Assert.That((summary.Digest.ToString(), summary.Bytes), Is.EqualTo((sent.ToString(), bytes)));
    }

    [Test]
    public void Summary_of_a_text_allocates_nothing()
    {
        var summaries = new ResultSummary(_digest);
        var result = Text("echo");
        summaries.Of(result);

        var before = GC.GetAllocatedBytesForCurrentThread();
        summaries.Of(result);

        Assert.That(GC.GetAllocatedBytesForCurrentThread() - before, Is.Zero);
    }

    private static CallToolResult Text(string text) => new() { Content = [new TextContentBlock { Text = text }] };
}
