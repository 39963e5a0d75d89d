using System.Net;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A page in a real browser finds the server's metadata, reads why it is refused, and calls a tool.</summary>
internal sealed partial class ChromiumTests
{
    // The flags of a browser that asks its user before a page may reach this machine. There is no user here to answer.
    private static readonly string[] _flags = ["--dump-dom", "--virtual-time-budget=30000", "--disable-features=LocalNetworkAccessChecks"];

    [Test]
    public async Task Page_of_an_allowed_origin_reads_the_challenge_and_calls_a_tool()
    {
        await using var server = await GuardedWebServer.StartAsync(options => options.AllowedOrigins.Add("null"));

        var seen = await LookAsync(server);

        Assert.That((int?)seen["metadata"]!["status"], Is.EqualTo(200), seen.ToJsonString());
        Assert.That((string?)seen["metadata"]!["body"]!["resource"], Is.EqualTo(GuardedWebServer.Resource));
        Assert.That((int?)seen["refused"]!["status"], Is.EqualTo(401));
        Assert.That((string?)seen["refused"]!["challenge"], Does.StartWith("Bearer ").And.Contain(GuardedWebServer.MetadataAddress));
        Assert.That((int?)seen["lacking"]!["status"], Is.EqualTo(403));
        Assert.That((string?)seen["lacking"]!["challenge"], Does.Contain("insufficient_scope").And.Contain("admin:purge"));
        Assert.That((int?)seen["allowed"]!["status"], Is.EqualTo(200));
        Assert.That(server.Tools.Calls, Is.EqualTo(new[] { "files_read a" }));
    }

    [Test]
    public async Task Page_of_another_origin_reads_only_the_metadata()
    {
        await using var server = await GuardedWebServer.StartAsync();

        var seen = await LookAsync(server);

        Assert.That((int?)seen["metadata"]!["status"], Is.EqualTo(200), seen.ToJsonString());
        Assert.That(new[] { "refused", "lacking", "allowed" }.Select(name => (string?)seen[name]!["error"]), Is.All.EqualTo("TypeError"));
        Assert.That(server.Tools.Calls, Is.Empty);
    }

    // A page from a file has the origin null.
    private static async Task<JsonNode> LookAsync(GuardedWebServer server)
    {
        Chromium.RequireOrIgnore();
        var path = Path.Combine(Path.GetTempPath(), $"mcpguard-page-{Guid.NewGuid():N}.html");
        await File.WriteAllTextAsync(path, Page(server.Http.BaseAddress!.GetLeftPart(UriPartial.Authority), server.NewToken().Build()));
        try
        {
            var look = await Chromium.LookAsync(path, _flags);
            var text = Shown().Match(look.Output).Groups[1].Value;
            Assert.That(text, Is.Not.Empty, look.Output);
            return JsonNode.Parse(WebUtility.HtmlDecode(text))!;
        }
        finally
        {
            File.Delete(path);
        }
    }

    private static string Page(string address, string token) => $$"""
        <!doctype html><pre id="out"></pre><script>
        const seen = {};
        async function look(name, path, init) {
          try {
            const answer = await fetch('{{address}}' + path, init);
            const text = await answer.text();
            seen[name] = { status: answer.status, challenge: answer.headers.get('WWW-Authenticate'), body: text.startsWith('{') ? JSON.parse(text) : text };
          } catch (error) {
            seen[name] = { error: error.name };
          }
        }
        function call(tool, argument, token) {
          const headers = { 'Content-Type': 'application/json', 'Accept': 'application/json, text/event-stream', 'MCP-Protocol-Version': '2025-11-25' };
          if (token) headers.Authorization = 'Bearer ' + token;
          return { method: 'POST', headers, body: JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'tools/call', params: { name: tool,
          arguments: argument } }) };
        }
        (async () => {
          await look('metadata', '/.well-known/oauth-protected-resource/mcp', { headers: { 'MCP-Protocol-Version': '2025-11-25' } });
          await look('refused', '/mcp', call('files_read', { path: 'a' }));
          await look('lacking', '/mcp', call('admin_purge', {}, '{{token}}'));
          await look('allowed', '/mcp', call('files_read', { path: 'a' }, '{{token}}'));
          document.getElementById('out').textContent = JSON.stringify(seen);
        })();
        </script>
        """;

    [GeneratedRegex("<pre id=\"out\">(.*?)</pre>", RegexOptions.Singleline)]
    private static partial Regex Shown();
}
