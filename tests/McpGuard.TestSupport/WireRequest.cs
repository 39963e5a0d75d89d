using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace McpGuard.TestSupport;

/// <summary>One request as it goes over the wire: right in everything until a test changes one thing.</summary>
internal sealed class WireRequest
{
    public const string ReadCall = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a.txt"}}}""";

    public const string Echo = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":{"message":"x"}}}""";

    /// <summary>The protocol versions that are served; null for a request that names none.</summary>
    public static readonly string?[] Versions = [null, "2025-06-18", "2025-11-25", "2026-07-28"];

    private readonly HttpRequestMessage _message;

    public WireRequest(string? body = ReadCall, string method = "POST", string path = "/mcp")
        : this(body is null ? null : Encoding.UTF8.GetBytes(body), method, path)
    {
    }

    public WireRequest(byte[]? body, string method = "POST", string path = "/mcp")
    {
        _message = new HttpRequestMessage(new HttpMethod(method), path);
        _message.Headers.Accept.ParseAdd("application/json");
        _message.Headers.Accept.ParseAdd("text/event-stream");
        if (body is not null)
        {
            _message.Content = new ByteArrayContent(body);
            _message.Content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
        }
    }

    /// <summary>The call of a tool as a client of that protocol version sends it, headers and all.</summary>
    public static WireRequest Call(string tool, string arguments = "{}", string? version = null, string id = "7")
    {
        var meta = version == "2026-07-28"
            ? ""","_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}"""
            : "";
        var request = new WireRequest(
            $$$"""{"jsonrpc":"2.0","id":{{{id}}},"method":"tools/call","params":{"name":"{{{tool}}}","arguments":{{{arguments}}}{{{meta}}}}}""");
        if (version is not null)
            request.With("MCP-Protocol-Version", version);
        if (version == "2026-07-28")
            request.With("Mcp-Method", "tools/call").With("Mcp-Name", tool);

        return request;
    }

    /// <summary>
    /// A request about something that it names, as a client of that protocol version sends it, headers and all, unless its header
    /// names something else.
    /// </summary>
    public static WireRequest Of(string method, string member, string target, string? version = null, string? named = null)
    {
        var parameters = new JsonObject { [member] = target };
        if (version == "2026-07-28")
            parameters["_meta"] =
                new JsonObject { ["io.modelcontextprotocol/protocolVersion"] = version, ["io.modelcontextprotocol/clientCapabilities"] = new JsonObject() };

        var request = new WireRequest(new JsonObject { ["jsonrpc"] = "2.0", ["id"] = 7, ["method"] = method, ["params"] = parameters }.ToJsonString());
        if (version is not null)
            request.With("MCP-Protocol-Version", version);
        if (version == "2026-07-28")
            request.With("Mcp-Method", method);
        if (named is not null || version == "2026-07-28")
            request.With("Mcp-Name", named ?? target);

        return request;
    }

    /// <summary>The opening of a stream of notifications, of which there are none.</summary>
    public static WireRequest Listen() => new WireRequest(
        """{"jsonrpc":"2.0","id":7,"method":"subscriptions/listen","params":{"notifications":{},"_meta":""" +
            """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientCapabilities":{}}}}""")
        .With("MCP-Protocol-Version", "2026-07-28").With("Mcp-Method", "subscriptions/listen");

    public WireRequest With(string header, params string[] values)
    {
        foreach (var value in values)
            _message.Headers.TryAddWithoutValidation(header, value);

        return this;
    }

    public WireRequest WithContentType(string? type)
    {
        _message.Content!.Headers.Remove("Content-Type");
        if (type is not null)
            _message.Content.Headers.TryAddWithoutValidation("Content-Type", type);

        return this;
    }

    public WireRequest WithContentHeader(string name, string value)
    {
        _message.Content!.Headers.TryAddWithoutValidation(name, value);
        return this;
    }

    public WireRequest Chunked()
    {
        _message.Headers.TransferEncodingChunked = true;
        return this;
    }

    public WireRequest WithToken(string token)
    {
        _message.Headers.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return this;
    }

    /// <summary>Sends, and comes back as soon as the answer begins.</summary>
    public async Task<EventStream> OpenAsync(GuardedWebServer server, CancellationToken cancellationToken = default) =>
        await EventStream.OpenAsync(await server.Http.SendAsync(_message, HttpCompletionOption.ResponseHeadersRead, cancellationToken));

    public async Task<WireAnswer> SendAsync(GuardedWebServer server, CancellationToken cancellationToken = default)
    {
        using var response = await server.Http.SendAsync(_message, cancellationToken);
        return await WireAnswer.ReadAsync(response);
    }
}
