using System.Text.Json;
using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Approvals;

/// <summary>The approvals in a folder, as the guard keeps them.</summary>
[TestFixture]
internal sealed class ListTests
{
    private string _folder = null!;

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-approvals-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    [Test]
    public async Task Open_approvals_are_listed_without_their_arguments()
    {
        Write("apr_open", "Pending");
        Write("apr_used", "Used");

        var run = await ListAsync();

        Assert.That(run.ExitCode, Is.Zero, run.Errors);
        Assert.That(run.Output, Does.Contain("apr_open").And.Contain("pending").And.Contain("alice via agent").And.Contain("0 of 1"));
        Assert.That(run.Output, Does.Contain("1 approval of 2 in the folder."));
        Assert.That(run.Output, Does.Not.Contain("apr_used").And.Not.Contain("4711"));
        Assert.That((await ListAsync("--all")).Output, Does.Contain("apr_used").And.Contain("used"));
    }

    [Test]
    public async Task Late_approval_is_not_open()
    {
        Write("apr_late", "Pending", DateTimeOffset.UtcNow.AddMinutes(-1));

        Assert.That((await ListAsync()).Output, Does.Not.Contain("apr_late"));
        Assert.That((await ListAsync("--all")).Output, Does.Contain("expired"));
    }

    [Test]
    public async Task Each_line_of_json_is_an_approval()
    {
        Write("apr_open", "Pending");

        var line = (await ListAsync("--json")).Lines.Single();

        var approval = JsonNode.Parse(line)!;
        Assert.That(((string?)approval["id"], (string?)approval["status"]), Is.EqualTo(("apr_open", "pending")));
        Assert.That(((string?)approval["subject"]!["subject"], (string?)approval["demands"]![0]!["rule"]), Is.EqualTo(("alice", "declaration")));
        Assert.That(line, Does.Not.Contain("4711").And.Not.Contain("arguments"));
    }

    [Test]
    public async Task Name_cannot_obey_the_terminal()
    {
        Write("apr_open", "Pending", tool: "\u001b[2Jrefund");

        Assert.That((await ListAsync()).Output, Does.Not.Contain("\u001b").And.Contain(@"\u001b[2Jrefund"));
    }

    [Test]
    public async Task Nothing_in_the_folder_is_changed()
    {
        Write("apr_open", "Pending");
        var before = Directory.GetFiles(_folder).Select(file => (file, File.GetLastWriteTimeUtc(file))).ToArray();

        await ListAsync("--all");

        Assert.That(Directory.GetFiles(_folder).Select(file => (file, File.GetLastWriteTimeUtc(file))), Is.EqualTo(before));
    }

    [Test]
    public async Task Damaged_file_is_a_problem_and_the_others_are_listed([Values] bool isJson)
    {
        Write("apr_open", "Pending");
        await File.WriteAllTextAsync(Path.Combine(_folder, "apr_bad.json"), "{");

        var run = isJson ? await ListAsync("--json") : await ListAsync();

        Assert.That(run.ExitCode, Is.EqualTo(1));
        Assert.That(run.Output, Does.Contain("apr_open"));
        Assert.That(run.Errors, Does.Contain("apr_bad.json' is not an approval"));
    }

    [Test]
    public async Task Folder_that_is_not_there_is_an_error() =>
        Assert.That((await Mcpguard.RunAsync("approvals", "list", "--directory", Path.Combine(_folder, "none"))).ExitCode, Is.EqualTo(2));

    private Task<Mcpguard> ListAsync(params string[] options) => Mcpguard.RunAsync(["approvals", "list", "--directory", _folder, .. options]);

    private void Write(string id, string status, DateTimeOffset? until = null, string tool = "refund")
    {
        var waitsUntil = until ?? DateTimeOffset.UtcNow.AddMinutes(30);
        File.WriteAllText(Path.Combine(_folder, $"{id}.json"), JsonSerializer.Serialize(new
        {
            Id = id,
            Version = 1,
            Binding = $"b-{id}",
            OperationId = "op-1",
            Requester = "alice",
            Subject = new { Issuer = "https://login.example.com", Subject = "alice", Person = "alice" },
            Actors = new[] { new { Issuer = "https://login.example.com", Subject = "agent", Person = (string?)null } },
            ClientId = "client",
            Resource = "https://tools.example.com/mcp",
            Tool = tool,
            Arguments = new { order = 4711 },
            Masked = Array.Empty<string>(),
            PolicyVersion = "1",
            Demands = new[]
            {
                new { Rule = "declaration", Groups = new[] { "leads" }, Roles = Array.Empty<string>(), Count = 1, WaitFor = "00:30:00", ValidFor = "00:05:00" },
            },
            Votes = Array.Empty<object>(),
            Status = status,
            RequestedAt = waitsUntil.AddMinutes(-30),
            WaitsUntil = waitsUntil,
            HoldsUntil = waitsUntil,
        }));
    }
}
