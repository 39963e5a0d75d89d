using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace McpGuard.Benchmarks.Log;

/// <summary>A signed audit log of many calls by many callers, two records for each call; deleted when done with.</summary>
internal sealed class SampleLog : IDisposable
{
    public const int Subjects = 1000;

    /// <summary>About what a record takes in the log.</summary>
    public const int BytesPerRecord = 800;

    private readonly ECDsa _key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
    private readonly DateTimeOffset _now = TimeProvider.System.GetUtcNow();

    /// <summary>Makes room for a log.</summary>
    /// <param name="parent">Where to. Default: the folder for temporary files.</param>
    public SampleLog(string? parent = null) => Directory = Path.Combine(parent ?? Path.GetTempPath(), $"mcpguard-log-{Guid.NewGuid():N}");

    public string Directory { get; }

    public long Bytes => System.IO.Directory.EnumerateFiles(Directory).Sum(file => new FileInfo(file).Length);

    /// <summary>Writes records, and closes the log.</summary>
    /// <param name="records">How many.</param>
    /// <param name="durability">What a caller waits for.</param>
    /// <param name="callers">How many write at the same time, each one record after the other.</param>
    /// <param name="isEachAwaited">Whether all records are decisions, for each of which a caller waits.</param>
    /// <returns>Records per second, until the last is on stable storage.</returns>
    public async Task<double> WriteAsync(long records, AuditDurability durability, int callers, bool isEachAwaited = false)
    {
        var options = new McpGuardOptions { Audit = { File = { Directory = Directory, Durability = durability } } };
        using var signer = new EcdsaAuditSigner(ECDsa.Create(_key.ExportParameters(includePrivateParameters: true)));
        await using var services = new ServiceCollection().AddSingleton<IAuditSigner>(signer).BuildServiceProvider();
        var started = Stopwatch.GetTimestamp();
        await using (var sink = new FileAuditSink(Options.Create(options), TimeProvider.System, services, NullLogger<FileAuditSink>.Instance))
        {
            var next = 0L;
            await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
            {
                for (var i = Interlocked.Increment(ref next); i <= records; i = Interlocked.Increment(ref next))
                    await sink.WriteAsync(Record(isEachAwaited ? (2 * i) - 1 : i), CancellationToken.None);
            })));
        }

        return records / Stopwatch.GetElapsedTime(started).TotalSeconds;
    }

    /// <summary>Verifies all of it with the key.</summary>
    /// <returns>Records per second, and what was found.</returns>
    public (double PerSecond, AuditVerification Result) Verify()
    {
        using var key = new AuditVerificationKey(ECDsa.Create(_key.ExportParameters(includePrivateParameters: false)));
        var started = Stopwatch.GetTimestamp();
        var result = AuditVerifier.Verify(Directory, new AuditVerificationOptions { Keys = { key }, RequireFinalCheckpoint = true });
        return (result.Records / Stopwatch.GetElapsedTime(started).TotalSeconds, result);
    }

    /// <summary>Looks for entries in all of it.</summary>
    /// <returns>How long it took, and how many there are.</returns>
    public (TimeSpan Time, long Found) Query(AuditQuery query)
    {
        var started = Stopwatch.GetTimestamp();
        var found = AuditReader.Read(Directory, query).LongCount();
        return (Stopwatch.GetElapsedTime(started), found);
    }

    public void Dispose()
    {
        _key.Dispose();
        if (System.IO.Directory.Exists(Directory))
            System.IO.Directory.Delete(Directory, recursive: true);
    }

    private AuditRecord Record(long number)
    {
        var isDecision = number % 2 == 1;
        var call = (number + 1) / 2;
        var time = _now.AddMilliseconds(call);
        var subject = string.Create(CultureInfo.InvariantCulture, $"subject-{call % Subjects:0000}");
        return new AuditRecord
        {
            RecordId = string.Create(CultureInfo.InvariantCulture, $"0198f3a1c0de7000{number:x12}"),
            LoggedTime = time,
            Time = time,
            Event = isDecision ? AuditEvent.Decision : AuditEvent.Outcome,
            OperationId = string.Create(CultureInfo.InvariantCulture, $"0198f3a1c0de8000{call:x12}"),
            Effect = isDecision ? AuditEffect.Allow : null,
            Reason = isDecision ? ReasonCode.Allowed : null,
            Outcome = isDecision ? null : AuditOutcome.Succeeded,
            DurationMs = isDecision ? null : 1.5,
            GuardMs = isDecision ? 0.1 : null,
            PolicyVersion = isDecision ? "sha256:9f86d081884c7d65" : null,
            Transport = "http",
            ProtocolVersion = isDecision ? "2026-07-28" : null,
            Method = "tools/call",
            Target = "echo",
            RequestId = isDecision ? call.ToString(CultureInfo.InvariantCulture) : null,
            ClientAddress = isDecision ? "192.0.2.1" : null,
            Resource = isDecision ? "https://mcp.example.com/mcp" : null,
            Issuer = "https://authority.example",
            Subject = subject,
            Actors = ["agent-1"],
            ClientId = "agent-1",
            TokenId = string.Create(CultureInfo.InvariantCulture, $"token-{call / 100}"),
            ScopesRequired = isDecision ? ["demo:echo"] : null,
            ScopesGranted = isDecision ? ["demo:list", "demo:echo"] : null,
            ArgumentNames = isDecision ? ["count", "message"] : null,
            ArgumentTypes = isDecision ? ["number", "string"] : null,
            ArgumentDigest = isDecision ? "hmac-sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08" : null,
        };
    }
}
