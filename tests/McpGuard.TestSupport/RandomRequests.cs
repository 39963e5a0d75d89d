using System.Text;
using System.Text.Json.Nodes;
using McpGuard.Testing;

namespace McpGuard.TestSupport;

/// <summary>Requests as friends, strangers and broken clients send them, in an order that a seed decides.</summary>
internal sealed class RandomRequests
{
    public const int MaxBodyBytes = 4096;

    private static readonly byte[] _byteOrderMark = [0xef, 0xbb, 0xbf];

    private readonly Random _random;
    private readonly string[] _good;
    private readonly string[] _bad;
    private readonly (string Kind, Func<Func<GuardedWebServer, Task>> Make)[] _kinds;

    public RandomRequests(GuardedWebServer server, int seed)
    {
        _random = new Random(seed);
        _good =
        [
            server.NewToken().Build(), server.NewToken().With("sub", ForgedText.Any).Build(),
            server.NewToken().With("jti", ForgedText.Any).With("act", new JsonObject { ["sub"] = ForgedText.Any, ["iss"] = ForgedText.Any }).Build(),
        ];
        _bad =
        [
            server.NewToken().WithTimes(-600, -300, server.Time).Build(), server.NewToken().With("aud", "https://other.example").Build(),
            server.NewToken().SignedWith(new TestSigningKey("key-1")).With("sub", ForgedText.Any).Build(), server.NewToken().WithHeader("kid", ForgedText.Any)
                .Build(),
            server.NewToken().With("iss", "https://stranger.example").Build(), server.NewToken().Without("exp").Build(), server.NewToken()
                .WithHeader("alg", "none").Build(),
            "x", "a.b.c", new string('t', 20_000),
        ];
        _kinds =
        [
            ("good call", () => Send(Call("echo", $$"""{"message":{{Text()}}}"""))),
            ("good call of a client", () => Send(WireRequest.Call("files_read", """{"path":"a.txt"}""", Pick(WireRequest.Versions)))),
            ("faulty arguments", () => Send(Call("echo", $$"""{{{Text()}}:{{Text()}}}"""))),
            ("wrong scope", () => Send(Call("files_write", """{"path":"a.txt"}"""))),
            ("unknown tool", () =>
                Send(new WireRequest($$$"""{"jsonrpc":"2.0","id":{{{Text()}}},"method":"tools/call","params":{"name":{{{Text()}}},"arguments":{} } }"""))),
            ("nameless", () =>
                Send(new WireRequest(Pick(
                    """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{}}""",
                    """{"jsonrpc":"2.0","id":1,"method":"tools/call"}""",
                    """{"jsonrpc":"2.0","id":1}""",
                    "{}")))),
            ("no token", () => Plain(new WireRequest())),
            ("no bearer token", () => Plain(new WireRequest().With("Authorization", Pick("Basic YTpi", "Bearer", "Bearer a b", "DPoP x")))),
            ("bad token", () => Plain(new WireRequest().WithToken(Pick(_bad)))),
            ("two tokens", () => Plain(new WireRequest().With("Authorization", "Bearer a", "Bearer b"))),
            ("token in the query", () => Send(new WireRequest(path: $"/mcp?access_token={Pick(_good)}"))),
            ("too large", () => Send(TooLarge())),
            ("wrong media type", () =>
                Send(new WireRequest().WithContentType(Pick("text/plain", "application/json; charset=utf-16", "application/xml", "x", null)))),
            ("compressed", () => Send(new WireRequest().WithContentHeader("Content-Encoding", "gzip"))),
            ("header mismatch", () =>
                Send(new WireRequest().With("MCP-Protocol-Version", Pick("2025-11-25", "2026-07-28"))
                    .With(Pick("Mcp-Name", "Mcp-Method"), $"=?base64?{Convert.ToBase64String(Encoding.UTF8.GetBytes(ForgedText.Any))}?="))),
            ("wrong version", () => Send(new WireRequest().With("MCP-Protocol-Version", Pick("1999-01-01", "|", "2025-11-25, 2025-11-25")))),
            ("batch", () => Send(new WireRequest(Pick("[]", $"[{WireRequest.ReadCall},{WireRequest.Echo}]")))),
            ("doubled members", () => Send(new WireRequest(Pick(
                """{"jsonrpc":"2.0","id":1,"id":2,"method":"ping"}""",
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","Name":"files_write","arguments":{}}}""",
                """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"echo","arguments":{"message":"a","MESSAGE":"b"}}}""")))),
            ("wrong case", () => Send(new WireRequest("""{"jsonrpc":"2.0","id":1,"Method":"ping"}"""))),
            ("malformed", () => Send(Malformed())),
            ("notification", () => Send(new WireRequest(Pick(
                """{"jsonrpc":"2.0","method":"notifications/initialized"}""",
                """{"jsonrpc":"2.0","method":"notifications/cancelled","params":{"requestId":7}}""",
                $$"""{"jsonrpc":"2.0","method":{{Text()}}}""")))),
            ("answer", () =>
                Send(new WireRequest(Pick("""{"jsonrpc":"2.0","id":1,"result":{}}""", """{"jsonrpc":"2.0","id":1,"error":{"code":1,"message":"x"}}""")))),
            ("unknown method", () => Send(Request(Text()))),
            ("list", () => Send(Request($"\"{Pick("tools", "prompts", "resources", "resources/templates", "tasks")}/list\""))),
            ("other method", () => Send(Other())),
            ("other HTTP method", () => Send(new WireRequest((string?)null, Pick("GET", "DELETE", "PUT", "PATCH", "OPTIONS", "HEAD")))),
            ("wrong origin", () => Send(new WireRequest().With("Origin", Pick("null", "https://evil.example")))),
            ("wrong accept", () => Send(new WireRequest().With("Accept", "text/html"))),
            ("unknown session", () => Send(new WireRequest().With("Mcp-Session-Id", $"{_random.Next()}|"))),
            ("broken off", () => server => RawRequest.BreakOffAsync(server, WireRequest.ReadCall[..20], MaxBodyBytes, $"Authorization: Bearer {Pick(_good)}")),
            ("broken off while it runs",
                () => server => RawRequest.BreakOffAsync(server, Wait, Encoding.UTF8.GetByteCount(Wait), $"Authorization: Bearer {Pick(_good)}")),
        ];
    }

    private const string Wait = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"wait","arguments":{}}}""";

    /// <summary>The next request: what it is, and how to send it.</summary>
    public (string Kind, Func<GuardedWebServer, Task> Send) Next()
    {
        var (kind, make) = Pick(_kinds);
        return (kind, make());
    }

    private Func<GuardedWebServer, Task> Send(WireRequest request) => Plain(request.WithToken(Pick(_good)));

    private static Func<GuardedWebServer, Task> Plain(WireRequest request) => server => request.SendAsync(server);

    private static WireRequest Call(string tool, string arguments) => WireRequest.Call(tool, arguments);

    private static WireRequest Request(string method, string parameters = "{}") =>
        new($$"""{"jsonrpc":"2.0","id":7,"method":{{method}},"params":{{parameters}}}""");

    private WireRequest Other() => _random.Next(6) switch
    {
        0 => Request("\"initialize\"", $$"""{"protocolVersion":"2025-11-25","capabilities":{},"clientInfo":{"name":{{Text()}},"version":{{Text()}} } }"""),
        1 => Request("\"prompts/get\"", $$"""{"name":{{Text()}}}"""),
        2 => Request("\"resources/read\"", $$"""{"uri":{{Text()}}}"""),
        3 => Request("\"completion/complete\"", $$"""{"ref":{"type":"ref/prompt","name":{{Text()}}},"argument":{"name":"a","value":{{Text()}} } }"""),
        4 => Request("\"tasks/get\"", $$"""{"taskId":{{Text()}}}"""),
        _ => Request("\"ping\"", $$"""{"_meta":{"traceparent":{{Text()}},{{Text()}}:1} }"""),
    };

    private WireRequest TooLarge()
    {
        var request = Call("echo", $$"""{"message":"{{new string('x', MaxBodyBytes + 1)}}"}""");
        return _random.Next(2) == 0 ? request : request.Chunked();
    }

    private WireRequest Malformed() => _random.Next(6) switch
    {
        0 => new("{"),
        1 => new(""),
        2 => new("null"),
        3 => new(new string('[', 1000)),
        4 => new((byte[])[.. "{\"jsonrpc\":\""u8, 0xff, 0xfe, .. "\"}"u8]),
        _ => new([.. _byteOrderMark, .. Encoding.UTF8.GetBytes(WireRequest.ReadCall)]),
    };

    private string Text() => Pick(ForgedText.Literals);

    private T Pick<T>(params IReadOnlyList<T> all) => all[_random.Next(all.Count)];
}
