namespace McpGuard.Benchmarks;

/// <summary>The body of the call that everything here measures: what the official client sends for a tool with two arguments.</summary>
internal static class CallBody
{
    /// <summary>The call's number, as id and in its message: always eight digits.</summary>
    public const string Number = "10000000";

    /// <summary>It is one line, since a line is a message over stdio.</summary>
    public const string Text =
        """{"method":"tools/call","params":{"name":"echo","arguments":{"message":"message 10000000","count":1},"_meta":""" +
        """{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":""" +
        """{"name":"load","version":"1.0.0.0"},"io.modelcontextprotocol/clientCapabilities":{}}},"id":10000000,"jsonrpc":"2.0"}""";

    /// <summary>The last protocol version with sessions.</summary>
    public const string SessionVersion = "2025-11-25";

    /// <summary>The same call of a client that has begun a session.</summary>
    public const string TextInSession = """
        {"method":"tools/call","params":{"name":"echo","arguments":{"message":"message 10000000","count":1}},"id":10000000,"jsonrpc":"2.0"}
        """;

    /// <summary>How such a client begins its session.</summary>
    /// <param name="padding">How many bytes its capabilities take up.</param>
    public static string Initialize(int padding = 0) =>
        $$$"""{"jsonrpc":"2.0","id":1,"method":"initialize","params":{"protocolVersion":"{{{SessionVersion}}}","capabilities":""" +
            $$$"""{"experimental":{"x":{"y":"{{{new string('x', padding)}}}"} } },"clientInfo":{"name":"load","version":"1.0"} } }""";
}
