using System.Security.Cryptography;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard.Cli.Tests.Running;

/// <summary>An audit log in a folder of its own, written by the guard's own sink and signed.</summary>
internal sealed class TestLog : IDisposable
{
    private readonly DirectoryInfo _root = System.IO.Directory.CreateTempSubdirectory("mcpguard-cli-");

    public TestLog()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        File.WriteAllText(PrivateKey, key.ExportPkcs8PrivateKeyPem());
        File.WriteAllText(Key, key.ExportSubjectPublicKeyInfoPem());
    }

    public string Directory => PathOf("log");

    /// <summary>The file of the public key.</summary>
    public string Key => PathOf("key.pem");

    public string[] Segments => [.. System.IO.Directory.EnumerateFiles(Directory, "audit-*.jsonl").Order(StringComparer.Ordinal)];

    private string PrivateKey => PathOf("private.pem");

    public string PathOf(string file) => Path.Combine(_root.FullName, file);

    /// <summary>Lets a guarded server write to this log.</summary>
    public void Configure(McpGuardOptions options)
    {
        options.Audit.File.Directory = Directory;
        options.Audit.File.SigningKey = PrivateKey;
    }

    /// <summary>Writes records as they are.</summary>
    public async Task WriteAsync(IEnumerable<AuditRecord> records, Action<AuditFileOptions>? configure = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddMcpServer().WithTestAuthority(new TestAuthority()).WithMcpGuard(options =>
        {
            options.Resource = GuardedTestServer.Resource;
            Configure(options);
            options.Audit.File.Durability = AuditDurability.Buffered;
            configure?.Invoke(options.Audit.File);
        });
        using var host = builder.Build();

        var sink = host.Services.GetServices<IAuditSink>().Single(sink => sink.GetType().Name == "FileAuditSink");
        foreach (var record in records)
            await sink.WriteAsync(record, CancellationToken.None);
    }

    /// <summary>Changes the text of a segment.</summary>
    public void Edit(int segment, Func<string, string> edit) => File.WriteAllText(Segments[segment], edit(File.ReadAllText(Segments[segment])));

    public void Dispose() => _root.Delete(recursive: true);
}
