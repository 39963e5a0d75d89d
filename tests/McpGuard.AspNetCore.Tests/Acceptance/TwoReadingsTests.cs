using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// No spelling of a name gets past what is judged (class T1: two parsers, two answers): every member name of a call, spelled in
/// every way that some parser reads as that name, is refused, or judged as the tool gets it.
/// </summary>
[TestFixture]
[Category("T1")]
internal sealed class TwoReadingsTests
{
    private const string Policy = """
        {
          "Rules": {
            "small": {
              "Tools": ["spy"],
              "Arguments": {
                "properties": { "amount": { "type": "integer", "maximum": 100 }, "task": { "properties": { "sink": { "const": "safe" } },
                "required": ["sink"] } },
                "required": ["amount", "task"]
              }
            }
          }
        }
        """;

    private readonly List<(int Amount, string Sink)> _seen = [];
    private GuardedWebServer _server = null!;
    private string _token = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _server = await GuardedWebServer.StartAsync(options => options.Policy = Policy, mcp => mcp.WithTools(
        [
            McpServerTool.Create(
                [RequireScope("spy")] (int amount, Sink task) => See(amount, task), new() { Name = "spy", SerializerOptions = JsonSerializerOptions.Web }),
            McpServerTool.Create([RequireScope("admin")] string () => throw new AssertionException("Nobody has the scope of this."), new() { Name = "admin" }),
        ]));
        _token = _server.NewToken().WithScopes("spy").Build();
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [Test]
    public async Task Every_spelling_of_every_member_is_refused_or_decided_as_it_runs()
    {
        _seen.Clear();
        var statuses = new List<(string Body, int Status)>();
        foreach (var body in Bodies().Distinct())
            statuses.Add((body, (await new WireRequest(body).WithToken(_token).SendAsync(_server)).Status));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(statuses, Has.Count.GreaterThan(300));
            Assert.That(statuses.Where(answer => answer.Status >= 500), Is.Empty, "Nothing broke.");
            Assert.That(_seen.Where(seen => seen.Amount > 100 || seen.Sink != "safe"), Is.Empty, "Nothing ran that was not judged.");
            Assert.That(_seen, Is.Not.Empty, "What is spelled right runs.");
        }
    }

    // Wherever a member stands, once in its own spelling with a good value and once more, or instead, in another one with a bad value.
    private static IEnumerable<string> Bodies()
    {
        (string Place, string Name, string Bad)[] members =
        [
            ("envelope", "jsonrpc", "\"1.0\""),
            ("envelope", "id", "99"),
            ("envelope", "method", "\"tools/list\""),
            ("envelope", "params", """{"name":"admin","arguments":{}}"""),
            ("params", "name", "\"admin\""), ("params", "arguments", """{"amount":9999,"task":{"sink":"evil"}}"""), ("params", "_meta", "{}"),
            ("arguments", "amount", "9999"), ("arguments", "task", """{"sink":"evil"}"""), ("nested", "sink", "\"evil\""),
        ];
        foreach (var (place, name, bad) in members)
        {
            foreach (var spelling in Spellings(name))
            {
                yield return Body(place, name, $"\"{spelling}\":{bad}", keepsGood: true, isFirst: true);
                yield return Body(place, name, $"\"{spelling}\":{bad}", keepsGood: true, isFirst: false);
                yield return Body(place, name, $"\"{spelling}\":{bad}", keepsGood: false, isFirst: false);
            }
        }
    }

    private static IEnumerable<string> Spellings(string name)
    {
        yield return name;
        yield return name.ToUpperInvariant();
        yield return char.ToUpperInvariant(name[0]) + name[1..];
        yield return name[..^1] + char.ToUpperInvariant(name[^1]);
        yield return name.Replace('s', 'ſ').Replace('k', '\u212A');
        yield return name.Replace("s", "\\u017f", StringComparison.Ordinal).Replace("k", "\\u212A", StringComparison.Ordinal);
        yield return $"\\u{(int)name[0]:x4}{name[1..]}";
        yield return $"\\u{(int)char.ToUpperInvariant(name[0]):X4}{name[1..]}";
        yield return string.Concat(name.Select(c => $"\\u{(int)c:x4}"));
        yield return name + "\\u0000";
        yield return "\\u0000" + name;
        yield return name + " ";
        yield return name + "\\u200b";
        yield return "\\ufeff" + name;
    }

    private static string Body(string place, string name, string extra, bool keepsGood, bool isFirst)
    {
        var nested = Object("nested", ("sink", "\"safe\""));
        var arguments = Object("arguments", ("amount", "1"), ("task", nested));
        var parameters = Object("params", ("name", "\"spy\""), ("arguments", arguments), ("_meta", "{}"));
        return Object("envelope", ("jsonrpc", "\"2.0\""), ("id", "7"), ("method", "\"tools/call\""), ("params", parameters));

        string Object(string here, params (string Name, string Value)[] members)
        {
            var written = members.Where(member => here != place || member.Name != name || keepsGood).Select(member => $"\"{member.Name}\":{member.Value}")
                .ToList();
            if (here == place)
                written.Insert(isFirst ? 0 : written.Count, extra);

            return "{" + string.Join(',', written) + "}";
        }
    }

    private string See(int amount, Sink task)
    {
        lock (_seen)
            _seen.Add((amount, task.Name ?? ""));

        return "seen";
    }

    internal sealed class Sink
    {
        [System.Text.Json.Serialization.JsonPropertyName("sink")]
        public string? Name { get; set; }
    }
}
