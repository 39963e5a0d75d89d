using System.Text;
using BenchmarkDotNet.Attributes;

namespace McpGuard.Benchmarks.Micro;

/// <summary>The strict reading of a tool call's body, before the server reads it.</summary>
public class EnvelopeBenchmarks
{
    private readonly byte[] _body = Encoding.ASCII.GetBytes(CallBody.Text);

    [Benchmark]
    public bool Read() => RequestEnvelope.Read(_body, _ => false, out var envelope) is null && envelope.Target == "echo"
        ? true
        : throw new InvalidOperationException("The body was refused.");
}
