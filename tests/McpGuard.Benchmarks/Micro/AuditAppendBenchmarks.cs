using BenchmarkDotNet.Attributes;

namespace McpGuard.Benchmarks.Micro;

/// <summary>A typical decision's record, into the audit log, buffered.</summary>
public class AuditAppendBenchmarks
{
    private readonly string _directory = Path.Combine(Path.GetTempPath(), $"mcpguard-benchmark-{Guid.NewGuid():N}");
    private GuardFixture _guard = null!;
    private IAuditSink _sink = null!;

    private readonly AuditRecord _record = new()
    {
        RecordId = "0198f3a1c0de7000a00000000001",
        LoggedTime = TimeProvider.System.GetUtcNow(),
        Time = TimeProvider.System.GetUtcNow(),
        Event = AuditEvent.Decision,
        OperationId = "0198f3a1c0de7000a000000000000001",
        Effect = AuditEffect.Allow,
        Reason = ReasonCode.Allowed,
        Transport = "http",
        ProtocolVersion = "2026-07-28",
        Method = "tools/call",
        Target = "echo",
        RequestId = "10000000",
        ClientAddress = "127.0.0.1",
        Resource = "https://mcp.example.com/mcp",
        Issuer = "https://authority.example",
        Subject = "alice",
        Actors = ["agent-1"],
        ClientId = "agent-1",
        TokenId = "0198f3a1c0de7000a000000000000002",
        ScopesRequired = ["demo:echo"],
        ScopesGranted = ["demo:list", "demo:echo"],
        ArgumentNames = ["count", "message"],
        ArgumentDigest = "hmac-sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    };

    [GlobalSetup]
    public void Setup()
    {
        _guard = new GuardFixture(auditDirectory: _directory);
        _sink = _guard.Sink<FileAuditSink>();
    }

    [GlobalCleanup]
    public void Cleanup()
    {
        _guard.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Benchmark]
    public async Task Append() => await _sink.WriteAsync(_record, CancellationToken.None);
}
