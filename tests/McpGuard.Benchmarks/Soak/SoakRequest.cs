using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;

namespace McpGuard.Benchmarks.Soak;

/// <summary>One kind of request of the mixture.</summary>
/// <param name="Name">What the report calls it.</param>
/// <param name="Call">Its bytes.</param>
/// <param name="Status">The status of the right answer; null for a client that does not wait for one.</param>
/// <param name="Share">How much of it is sent.</param>
internal sealed record SoakRequest(string Name, ToolCall Call, int? Status, double Share = 1)
{
    // A member twice: the guard and the server might read another one of the two.
    private const string Ambiguous = """
        {"method":"tools/call","params":{"name":"echo","name":"echo","arguments":{"message":"message 10000000","count":1}},"id":10000000,"jsonrpc":"2.0"}
        """;

    private const string Broken = """
        {"method":"tools/call","params":{"name":"echo","arguments":{"message":
        """;

    /// <summary>The mixture of one connection: a good call, then another request, and so on.</summary>
    public static SoakRequest[] Mixture(Uri server, TestAuthority authority)
    {
        var token = Token().WithScopes(BenchmarkServer.Scope).Build();
        var allowed = new SoakRequest("allowed", new ToolCall(server, token), 200);
        SoakRequest[] others =
        [
            new("allowed, with a wait", new ToolCall(server, token, tool: BenchmarkTools.Wait), 200),
            new("without the scope", new ToolCall(server, Token().WithScopes("demo:list").Build()), 403),
            new("expired token", new ToolCall(server, Token().WithTimes(-600, -300).WithScopes(BenchmarkServer.Scope).Build()), 401),
            new("no token", new ToolCall(server, token: null), 401),
            new("broken body", new ToolCall(server, token, body: Broken), 400),
            new("ambiguous body", new ToolCall(server, token, body: Ambiguous), 400),
            new("aborted within its body", new ToolCall(server, token), Status: null, Share: 0.9),
            new("aborted before its answer", new ToolCall(server, token, tool: BenchmarkTools.Wait), Status: null),
        ];
        return [.. others.SelectMany(other => new[] { allowed, other })];

        TestTokenBuilder Token() => authority.Token(BenchmarkServer.Resource).WithTimes(0, 850);
    }
}
