using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>The pages of the MCP Inspector in Chromium, against HttpServer and the development authority.</summary>
internal sealed class InspectorTests
{
    private const string Lacks = "The call of files_list was refused, and nothing was run. This needs the scope files:read";
    private const string TooMany = "The call of whoami was refused, and nothing was run. There have been too many calls.";
    private const string Who = "nobody acts for alice with the scopes: mcp:basic";

    private static readonly (string, string?)[] _oneCall =
    [
        ("McpGuard__Policy__Rules__once__Tools__0", "whoami"),
        ("McpGuard__Policy__Rules__once__Rate__Calls", "1"),
        ("McpGuard__Policy__Rules__once__Rate__Window", "01:00:00"),
        ("McpGuard__Policy__Rules__once__Rate__Per", "Subject"),
    ];

    [Test]
    public async Task Page_signs_in_calls_steps_up_and_shows_a_refusal()
    {
        await using var inspector = new Inspector2();
        await inspector.StartAsync();
        await using var world = await HttpWorld.StartAsync(_oneCall);
        Directory.CreateDirectory(world.Sandbox);
        await File.WriteAllTextAsync(Path.Combine(world.Sandbox, "seen.txt"), "text");

        Assert.That(await inspector.ConnectAsync(world.Resource), Is.EqualTo("mcp:basic"));
        Assert.That(await inspector.ListAsync(), Does.Contain("whoami").And.Contain("files_list"));
        await inspector.CallAsync("whoami", Who);
        await inspector.CallAsync("files_list", "This operation needs additional scope: files:read.");
        Assert.That(await inspector.StepUpAsync(), Is.EqualTo("mcp:basic files:read"));
        await inspector.CallAsync("files_list", "seen.txt");
        await inspector.CallAsync("whoami", TooMany);

        string[] expected = ["whoami allowed", "files_list scope_insufficient", "files_list allowed", "whoami rate_exceeded"];
        Assert.That(DecisionsIn(world), Is.EqualTo(expected));
    }

    // The library in the page refreshes in place of stepping up, and loses the text; the process passes it on.
    [TestCase("direct", "Server returned 403 after trying upscoping", 2)]
    [TestCase("proxy", Lacks, 1)]
    public async Task Page_of_the_first_generation_signs_in_calls_and_shows_refusals(string connection, string lacks, int tries)
    {
        await using var inspector = new Inspector1(connection);
        await inspector.StartAsync();
        await using var world = await HttpWorld.StartAsync(
            [.. _oneCall, ("McpGuard__AllowedOrigins__0", connection == "direct" ? inspector.Url : "https://app.example.com")]);

        Assert.That(await inspector.ConnectAsync(world.Resource), Is.EqualTo("mcp:basic"));
        Assert.That(await inspector.ListAsync(), Does.Contain("whoami").And.Contain("files_list"));
        await inspector.CallAsync("whoami", Who);
        await inspector.CallAsync("files_list", lacks);
        await inspector.CallAsync("whoami", TooMany);

        string[] expected = ["whoami allowed", .. Enumerable.Repeat("files_list scope_insufficient", tries), "whoami rate_exceeded"];
        Assert.That(DecisionsIn(world), Is.EqualTo(expected));
    }

    private static string[] DecisionsIn(HttpWorld world) =>
    [
        .. world.Audit.ReadNew()
            .Where(record => (string?)record["event"] == "decision" && (string?)record["method"] == "tools/call")
            .Select(record => $"{record["target"]} {record["reason"]}"),
    ];
}
