using BenchmarkDotNet.Attributes;

namespace McpGuard.Benchmarks.Micro;

/// <summary>The strict reading of a tool call's body, before the server reads it.</summary>
public class EnvelopeBenchmarks
{
    private readonly byte[] _body = """
        {"method":"tools/call","params":{"name":"echo","arguments":{"message":"message 10000000","count":1},"_meta":{"io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"load","version":"1.0.0.0"},"io.modelcontextprotocol/clientCapabilities":{}}},"id":10000000,"jsonrpc":"2.0"}
        """u8.ToArray();

    [Benchmark]
    public bool TryRead() => RequestEnvelope.TryRead(_body, out var envelope) is null && envelope.Target == "echo"
        ? true
        : throw new InvalidOperationException("The body was refused.");
}
