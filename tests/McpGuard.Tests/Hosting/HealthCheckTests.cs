using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;

namespace McpGuard.Tests.Hosting;

/// <summary>The application's health checks say whether tokens can be judged.</summary>
[TestFixture]
internal sealed class HealthCheckTests
{
    private static ValidatorHarness NewGuard(HealthStatus? failure = null, Action<McpGuardOptions>? configure = null) =>
        new(configure, server: mcp => mcp.Services.AddHealthChecks().AddMcpGuard(failure, ["ready"]));

    private static async Task<HealthReportEntry> CheckAsync(ValidatorHarness guard) =>
        (await guard.Services.GetRequiredService<HealthCheckService>().CheckHealthAsync()).Entries[McpGuardDefaults.HealthCheck];

    [Test]
    public async Task Fresh_keys_are_healthy_also_before_the_first_token()
    {
        using var guard = NewGuard();

        var entry = await CheckAsync(guard);

        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Healthy));
        Assert.That(entry.Data[guard.Authority.Issuer], Is.EqualTo("1 keys, read 0 s ago"));
        Assert.That(entry.Tags, Is.EqualTo(new[] { "ready" }));
    }

    [TestCase(null, HealthStatus.Unhealthy)]
    [TestCase(HealthStatus.Degraded, HealthStatus.Degraded)]
    public async Task Issuer_without_keys_is_a_failure(HealthStatus? failure, HealthStatus expected)
    {
        using var guard = NewGuard(failure);
        guard.Authority.IsReachable = false;

        var entry = await CheckAsync(guard);

        Assert.That(entry.Status, Is.EqualTo(expected));
        Assert.That(entry.Data[guard.Authority.Issuer], Is.EqualTo("no keys"));
    }

    [Test]
    public async Task Keys_that_could_not_be_refreshed_are_degraded_until_they_can()
    {
        using var guard = NewGuard();
        await CheckAsync(guard);
        guard.Authority.IsReachable = false;
        guard.Time.Advance(new KeyOptions().RefreshInterval + TimeSpan.FromSeconds(1));
        await CheckAsync(guard);
        await Eventually.IsTrueAsync(() => guard.Keys.IsFailing);

        var entry = await CheckAsync(guard);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(entry.Data[guard.Authority.Issuer], Is.EqualTo("1 keys, read 301 s ago; the last reading failed"));

        guard.Authority.IsReachable = true;
        guard.Time.Advance(SigningKeys.UnknownKeyPause + TimeSpan.FromSeconds(1));
        await CheckAsync(guard);
        await Eventually.IsTrueAsync(() => !guard.Keys.IsFailing);
        Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Worst_issuer_counts_and_each_is_described()
    {
        using var second = new TestAuthority("https://second.example");
        using var third = new TestAuthority("https://third.example");
        using var guard = new ValidatorHarness(server: mcp =>
            mcp.WithTestAuthority(second).WithTestAuthority(third).Services.AddHealthChecks().AddMcpGuard());
        second.IsReachable = false;

        var entry = await CheckAsync(guard);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Data.Keys, Is.EqualTo(new[] { guard.Authority.Issuer, second.Issuer, third.Issuer }));
        Assert.That(entry.Data[second.Issuer], Is.EqualTo("no keys"));
        Assert.That(entry.Data[third.Issuer], Does.StartWith("1 keys"));

        second.IsReachable = true;
        guard.Time.Advance(SigningKeys.FailurePause + TimeSpan.FromMilliseconds(1));
        Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Healthy));
    }

    [Test]
    public async Task Keys_that_are_too_old_are_not_used()
    {
        using var guard = NewGuard();
        await CheckAsync(guard);
        guard.Authority.IsReachable = false;
        guard.Time.Advance(new KeyOptions().MaxAge + TimeSpan.FromSeconds(1));

        Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Unhealthy));
    }

    [Test]
    public async Task Fault_in_the_revocation_file_is_degraded()
    {
        var file = Path.GetTempFileName();
        try
        {
            using var guard = NewGuard(configure: options => options.RevocationFile = file);
            Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Healthy));

            await File.WriteAllTextAsync(file, "not a revocation\n");
            guard.Time.Advance(RevocationFile.Interval);

            var entry = await CheckAsync(guard);
            Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded));
            Assert.That(entry.Data["revocations"], Does.StartWith("Line 1"));

            guard.Authority.IsReachable = false;
            guard.Time.Advance(new KeyOptions().MaxAge + TimeSpan.FromSeconds(1));
            Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Unhealthy), "A fault in the file makes nothing better.");
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Test]
    public async Task Damaged_approval_is_degraded_until_its_file_is_removed()
    {
        var folder = Directory.CreateTempSubdirectory("mcpguard-approvals-");
        try
        {
            using var guard = NewGuard(configure: options => options.Approvals.Directory = folder.FullName);
            var file = Path.Combine(folder.FullName, "apr_1.json");
            await File.WriteAllTextAsync(file, "{");
            var gate = guard.Services.GetRequiredService<ApprovalGate>();
            await gate.SweepAsync(default);

            var entry = await CheckAsync(guard);
            Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded));
            Assert.That(entry.Data["approvals"], Does.Contain(file));

            File.Delete(file);
            await gate.SweepAsync(default);
            Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Healthy));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [TestCase(AuditFailureMode.DenyCall, HealthStatus.Unhealthy)]
    [TestCase(AuditFailureMode.LogAndContinue, HealthStatus.Degraded)]
    public async Task Sink_that_does_not_answer_is_reported_with_the_age_of_its_oldest_record(AuditFailureMode mode, HealthStatus expected)
    {
        var sink = new HangingSink(blocks: true);
        using var guard = new ValidatorHarness(
            options => options.Audit.FailureMode = mode, server: mcp => mcp.Services.AddSingleton<IAuditSink>(sink).AddHealthChecks().AddMcpGuard());
        await guard.Services.GetRequiredService<AuditTrail>().RecordPolicyAsync("sha256:00");
        await Eventually.IsTrueAsync(() => sink.Entered == 1);
        guard.Time.Advance(TimeSpan.FromSeconds(7));

        var entry = await CheckAsync(guard);
        Assert.That(entry.Status, Is.EqualTo(expected));
        Assert.That(entry.Data["audit HangingSink"], Is.EqualTo("2 records have no answer, the oldest for 7 s; 0 records could not be written"));

        sink.Release();
        await Eventually.IsTrueAsync(() => CheckAsync(guard).Result.Status == HealthStatus.Healthy);
    }

    [TestCase(true)]
    [TestCase(false)]
    [Platform(Exclude = "Win", Reason = "An open file is not removed there.")]
    public async Task Audit_log_without_its_active_file_is_unhealthy_and_names_the_reason(bool isDeleted)
    {
        using var log = new AuditLog();
        using var guard = NewGuard(configure: options => options.Audit.File.Directory = log.Directory);
        await RecordAsync();
        Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Healthy));

        if (isDeleted)
            File.Delete(log.Segments[0]);
        else
            File.Move(log.Segments[0], Path.Combine(log.Root, "moved"));
        await RecordAsync();
        await Eventually.IsTrueAsync(() => guard.Services.GetRequiredService<FileAuditSink>().Break is not null);

        var entry = await CheckAsync(guard);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Unhealthy));
        Assert.That(entry.Data["audit log"], Does.Contain("Segment 1 was removed while it was written"));
        Assert.That(entry.Description, Does.Contain("audit log was damaged"));

        await RecordAsync();
        Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Unhealthy), "It stays until a restart, since records are gone.");

        Task RecordAsync() => guard.Services.GetRequiredService<FileAuditSink>().WriteAsync(Recorded.Decision(Callers.Now), CancellationToken.None).AsTask();
    }

    [Test]
    public async Task Audit_log_that_exceeds_its_size_and_may_not_delete_is_degraded()
    {
        using var log = new AuditLog();
        using var guard = NewGuard(configure: options =>
            (options.Audit.File.Directory, options.Audit.File.MaxSegmentBytes, options.Audit.File.RetainBytes) = (log.Directory, 4096, 8192));
        var sink = guard.Services.GetRequiredService<FileAuditSink>();
        for (var i = 0; i < 100; i++)
            await sink.WriteAsync(Recorded.Decision(Callers.Now), CancellationToken.None);

        var entry = await CheckAsync(guard);
        Assert.That(entry.Status, Is.EqualTo(HealthStatus.Degraded));
        Assert.That(entry.Data["audit log"], Does.Contain("larger than RetainBytes"));
    }

    [Test]
    public async Task Sink_that_loses_records_is_degraded_until_it_works_again()
    {
        var sink = new RecordingAuditSink { Fails = true };
        using var guard = new ValidatorHarness(server: mcp => mcp.WithRecordedAudit(sink).Services.AddHealthChecks().AddMcpGuard());
        await RecordAsync();

        var entry = await CheckAsync(guard);
        Assert.That((entry.Status, entry.Data["audit Recording"]), Is.EqualTo((HealthStatus.Degraded, (object)"1 records could not be written")));

        sink.Fails = false;
        await RecordAsync();
        Assert.That((await CheckAsync(guard)).Status, Is.EqualTo(HealthStatus.Healthy));

        Task RecordAsync() => guard.Services.GetRequiredService<AuditTrail>().RecordPolicyAsync("sha256:00");
    }
}
