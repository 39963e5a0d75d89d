using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>
/// Official clients that meet a 403 get a wider token by themselves, from an identity provider that this project did not write,
/// and stop where no token helps.
/// </summary>
[TestFixture("csharp", "2025-11-25")]
[TestFixture("csharp", "2026-07-28")]
[TestFixture("sdk-1", "2025-11-25")]
[TestFixture("client-2", "2025-11-25")]
[TestFixture("client-2-modern", "2026-07-28")]
internal sealed class StepUpTests(string library, string version)
{
    private StepUp _seen = null!;
    private IReadOnlyList<JsonNode> _records = null!;

    [OneTimeSetUp]
    public async Task RunAsync()
    {
        await NodeClients.RequireAsync();
        await using var world = await ProviderWorld.StartAsync();
        _seen = library == "csharp" ? await StepUp.OfCSharpAsync(version, world) : await StepUp.OfNodeAsync(library, world);
        _records = world.Audit.ReadNew();
    }

    [Test]
    public void Client_gets_a_wider_token_and_its_call_succeeds()
    {
        Assert.That(_seen.Before, Does.EndWith("with the scopes: mcp:basic"));
        Assert.That(_seen.Written, Is.EqualTo("Wrote 1 characters to 'a.txt'."));
        Assert.That(AuditFile.About(_records, "files_write"), Is.EqualTo(new[] { "deny scope_insufficient", "allow allowed", "succeeded" }));
        Assert.That((string?)_records.First(record => (string?)record["target"] == "files_write")["protocol_version"], Is.EqualTo(version));
    }

    [Test]
    public void Client_asks_once_for_all_missing_scopes_and_keeps_its_own()
    {
        Assert.That(ApiScopes(_seen.Asked[0]), Is.EqualTo(new[] { "mcp:basic" }));
        Assert.That(ApiScopes(_seen.Asked[1]), Is.EquivalentTo(new[] { "mcp:basic", "files:read", "files:write" }));
        Assert.That(_seen.After.Split(": ")[^1].Split(' '), Is.EquivalentTo(new[] { "mcp:basic", "files:read", "files:write" }));
    }

    [Test]
    [Category("SCP-7")]
    [Category("T20")]
    public void Client_does_not_ask_if_no_scope_helps()
    {
        Assert.That(_seen.ForOthers, Does.Contain("The client that the access token was issued to is not allowed here."));
        Assert.That(AuditFile.About(_records, "files_list"), Is.EqualTo(new[] { "deny client_not_allowed" }));
        Assert.That(_seen.Asked.Skip(2), Is.All.Contains("files:admin"), "which is for the call after that");
    }

    [Test]
    [Category("T20")]
    public void Client_does_not_ask_again_and_again_for_a_scope_that_it_is_not_granted()
    {
        Assert.That(_seen.ForNobody, Is.Not.Null);
        Assert.That(AuditFile.About(_records, "files_delete"), Has.Length.InRange(1, 2).And.All.EqualTo("deny scope_insufficient"));
        Assert.That(_seen.Asked, Has.Length.InRange(3, 4));
    }

    // Some clients also ask for refresh tokens, because the provider has that scope.
    private static string[] ApiScopes(string asked) => [.. asked.Split(' ').Except(["offline_access"])];
}
