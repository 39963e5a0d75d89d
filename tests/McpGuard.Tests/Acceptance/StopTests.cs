using System.Security.Cryptography;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace McpGuard.Tests.Acceptance;

/// <summary>A stop writes what waits, within the time that the host allows and no longer.</summary>
[TestFixture]
[Category("AUD-3")]
internal sealed class StopTests
{
    private string _directory = null!;
    private SlowSigner _signer = null!;
    private EndlessSink _sink = null!;

    [SetUp]
    public void SetUp() => (_directory, _signer, _sink) = (Directory.CreateTempSubdirectory("mcpguard-").FullName, new(), new());

    [TearDown]
    public void TearDown()
    {
        _signer.GoOn.Set();
        Directory.Delete(_directory, recursive: true);
    }

    [Test]
    public async Task Orderly_stop_leaves_everything_on_record_and_the_log_closed()
    {
        _signer.GoOn.Set();
        using (var host = Build())
        {
            await host.StartAsync();
            for (var i = 0; i < 100; i++)
                await RecordAsync(host);

            await host.StopAsync();
        }

        var verification = AuditVerifier.Verify(_directory, new AuditVerificationOptions { RequireFinalCheckpoint = true });
        Assert.That(verification.Findings.Where(finding => finding.IsProblem), Is.Empty);
        Assert.That(verification.Records, Is.EqualTo(102), "The guard's start and stop, and what was between.");
    }

    [Test]
    public async Task Stop_waits_for_a_sink_that_is_only_slow()
    {
        _signer.GoOn.Set();
        var slow = new HangingSink(blocks: true);
        using var host = Build(slow);
        var starting = host.StartAsync();
        await Task.WhenAll(Enumerable.Range(0, 100).Select(_ => RecordAsync(host)));
        await starting;

        var stopping = host.StopAsync();
        Assert.That(stopping.IsCompleted, Is.False);
        slow.Release();
        await stopping;

        Assert.That(slow.Records, Has.Count.EqualTo(102), "The guard's start and stop, and what was between.");
    }

    [Test]
    public async Task Host_stops_although_the_disk_or_the_key_hangs()
    {
        using var host = Build();
        await host.StartAsync();
        await RecordAsync(host);
        using var patience = new CancellationTokenSource();
        _signer.Signing = patience.Cancel;

        Assert.That(async () => await host.StopAsync(patience.Token), Throws.InstanceOf<OperationCanceledException>());
    }

    [Test]
    public async Task Host_stops_and_the_log_is_closed_although_a_sink_hangs()
    {
        _signer.GoOn.Set();
        using (var host = Build())
        {
            await host.StartAsync();
            await RecordAsync(host);
            using var patience = new CancellationTokenSource();
            _sink.Hanging = patience.Cancel;

            Assert.That(async () => await host.StopAsync(patience.Token), Throws.InstanceOf<OperationCanceledException>());
        }

        await Eventually.IsTrueAsync(
            () => AuditVerifier.Verify(_directory, new AuditVerificationOptions { RequireFinalCheckpoint = true }).Verdict == AuditVerdict.Consistent);
    }

    private IHost Build(IAuditSink? other = null)
    {
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddSingleton<IAuditSigner>(_signer).AddSingleton(other ?? _sink);
        builder.Services.AddMcpServer().WithMcpGuard(options =>
        {
            options.Resource = GuardedTestServer.Resource;
            options.Authority = "https://authority.example";
            options.Audit.File.Directory = _directory;
        });
        return builder.Build();
    }

    private static async Task RecordAsync(IHost host) =>
        await host.Services.GetRequiredService<AuditTrail>().RecordRefusedPolicyAsync("sha256:0");

    private sealed class SlowSigner : IAuditSigner
    {
        private readonly EcdsaAuditSigner _inner = new(ECDsa.Create(ECCurve.NamedCurves.nistP256));

        public ManualResetEventSlim GoOn { get; } = new();

        public Action? Signing { get; set; }

        public string KeyId => _inner.KeyId;

        public ValueTask<byte[]> SignAsync(ReadOnlyMemory<byte> data, CancellationToken cancellationToken)
        {
            Signing?.Invoke();
            GoOn.Wait(CancellationToken.None);
            return _inner.SignAsync(data, cancellationToken);
        }
    }

    private sealed class EndlessSink : IAuditSink
    {
        public Action? Hanging { get; set; }

        public async ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken)
        {
            if (Hanging is null)
                return;

            Hanging();
            await Task.Delay(Timeout.InfiniteTimeSpan, CancellationToken.None);
        }
    }
}
