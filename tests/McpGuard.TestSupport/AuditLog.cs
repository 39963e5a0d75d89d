using System.Security.Cryptography;
using System.Text;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>An audit log in a folder of its own, with a key, a clock that stands still, and streams that can be watched.</summary>
internal sealed class AuditLog : IDisposable
{
    private static readonly ECDsa _privateKey = ECDsa.Create(ECCurve.NamedCurves.nistP256);

    public AuditLog(Action<AuditFileOptions>? configure = null)
    {
        Options.Directory = Path.Combine(Root, "log");
        configure?.Invoke(Options);
    }

    public string Root { get; } = System.IO.Directory.CreateTempSubdirectory("mcpguard-").FullName;

    public AuditFileOptions Options { get; } = new();

    public string Directory => Options.Directory!;

    public FakeTimeProvider Time { get; } = new(Callers.Now);

    public IAuditSigner? Signer { get; set; } = new EcdsaAuditSigner(ECDsa.Create(_privateKey.ExportParameters(includePrivateParameters: true)));

    public FaultyStreams Streams { get; } = new();

    public string[] Segments => [.. System.IO.Directory.EnumerateFiles(Directory, "audit-*.jsonl").Order(StringComparer.Ordinal)];

    public string[] Lines => [.. Segments.SelectMany(File.ReadAllLines)];

    public static string PublicPem { get; } = _privateKey.ExportSubjectPublicKeyInfoPem();

    public static AuditVerificationKey Key() => new(ECDsa.Create(_privateKey.ExportParameters(includePrivateParameters: false)));

    public static byte[] Record(string text) => Encoding.UTF8.GetBytes($$"""{"schema_version":1,"event":"decision","target":"{{text}}"}""");

    public AuditFile Open() => AuditFile.Open(Options, Signer, Time, Streams.Open);

    /// <summary>Writes a log of so many records, and closes it.</summary>
    public async Task WriteAsync(int records, AuditDurability durability = AuditDurability.Flushed)
    {
        await using var file = Open();
        for (var i = 0; i < records; i++)
            await file.AppendAsync(Record($"record-{i}"), durability, CancellationToken.None);
    }

    public AuditVerification Verify(Action<AuditVerificationOptions>? configure = null)
    {
        var options = new AuditVerificationOptions();
        using var key = Key();
        if (Signer is not null)
            options.Keys.Add(key);

        configure?.Invoke(options);
        return AuditVerifier.Verify(Directory, options);
    }

    public void Dispose() => System.IO.Directory.Delete(Root, recursive: true);
}
