using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Keys;

/// <summary>A file that never answers, as on a dead mount, holds only one thread.</summary>
[TestFixture]
internal sealed class HangingFileTests
{
    private static readonly TimeSpan _deadline = TimeSpan.FromMilliseconds(20);

    private readonly ManualResetEventSlim _goOn = new();
    private int _entered;

    [SetUp]
    public void SetUp() => (_entered, _) = (0, Reset());

    [TearDown]
    public void TearDown() => _goOn.Set();

    [OneTimeTearDown]
    public void Dispose() => _goOn.Dispose();

    [Test]
    public async Task Reading_that_never_ends_is_abandoned_and_not_started_again()
    {
        var file = new TimeLimitedFile("file", _deadline);

        for (var i = 0; i < 100; i++)
        {
            Assert.That(() => file.Ask(Hang), Throws.InstanceOf<IOException>().With.Message.Contains("has not answered within"));
            Assert.That(async () => await file.AskAsync(Hang, CancellationToken.None), Throws.InstanceOf<IOException>());
        }

        Assert.That(_entered, Is.EqualTo(1));
        _goOn.Set();
        await Eventually.IsTrueAsync(() => Answers(file));
    }

    [Test]
    public void Result_and_exception_of_a_file_are_passed_on()
    {
        var file = new TimeLimitedFile("file");

        Assert.That(file.Ask(path => path), Is.EqualTo("file"));
        Assert.That(() => file.Ask<string>(_ => throw new UnauthorizedAccessException()), Throws.InstanceOf<UnauthorizedAccessException>());
        Assert.That(
            async () => await file.AskAsync<string>(_ => throw new InvalidDataException(), CancellationToken.None), Throws.InstanceOf<InvalidDataException>());
    }

    [Test]
    public void One_path_is_one_file_for_all_callers() =>
        Assert.That(TimeLimitedFile.Of(Path.Combine(Path.GetTempPath(), ".", "a")), Is.SameAs(TimeLimitedFile.Of(Path.Combine(Path.GetTempPath(), "a"))));

    [Test]
    public void Files_without_a_user_are_released()
    {
        for (var i = 0; i < 3000; i++)
            Use($"unused-{i}");

        GC.Collect();
        Use("last");

        Assert.That(TimeLimitedFile.Count, Is.LessThan(1000));

        [MethodImpl(MethodImplOptions.NoInlining)]
        static void Use(string path) => TimeLimitedFile.Of(path);
    }

    [Test]
    [Category("REV-5")]
    public async Task Revocations_stay_in_force_while_their_file_hangs_and_health_reports_their_age()
    {
        var path = Path.GetTempFileName();
        await File.WriteAllTextAsync(path, $$"""{"issuer":"{{Callers.Issuer}}"}""");
        var (time, log, file) = (new FakeTimeProvider(Callers.Now), new FakeLogger<RevocationFile>(), new TimeLimitedFile(path, _deadline));
        using var revocations = new RevocationFile(
            Options.Create(new McpGuardOptions { RevocationFile = path }), time, log, new TimeLimitedFile(path, TimeSpan.FromSeconds(30)));
        Assert.That(revocations.IsRevoked(Callers.With()), Is.True);
        using var hanging = new RevocationFile(Options.Create(new McpGuardOptions { RevocationFile = path }), time, log, file);
        Assert.That(hanging.IsRevoked(Callers.With()), Is.True);
        Assert.That(() => file.Ask(Hang), Throws.InstanceOf<IOException>());

        time.Advance(TimeSpan.FromSeconds(60));

        Assert.That(hanging.IsRevoked(Callers.With()), Is.True);
        Assert.That(hanging.Problem, Does.Contain("has not answered").And.EndsWith("The revocations in force are those of 60 s ago."));
        Assert.That((_entered, log.Collector.Count), Is.EqualTo((1, 1)));

        _goOn.Set();
        await Eventually.IsTrueAsync(() => Answers(file));
        time.Advance(RevocationFile.Interval);
        Assert.That(hanging.Problem, Is.Null);
        File.Delete(path);
    }

    [Test]
    [Category("REV-5")]
    public void File_that_has_never_been_read_refuses_every_caller()
    {
        var file = new TimeLimitedFile("file", _deadline);
        Assert.That(() => file.Ask(Hang), Throws.InstanceOf<IOException>());

        using var revocations = new RevocationFile(
            Options.Create(new McpGuardOptions { RevocationFile = "file" }), new FakeTimeProvider(), new FakeLogger<RevocationFile>(), file);

        Assert.That(() => revocations.IsRevoked(Callers.With()), Throws.InvalidOperationException);
    }

    [Test]
    public async Task Token_file_that_hangs_gives_no_token()
    {
        var file = new TimeLimitedFile("file", _deadline);
        Assert.That(() => file.Ask(Hang), Throws.InstanceOf<IOException>());

        Assert.That(await new FileTokenSource("file", file).GetTokenAsync(null!, CancellationToken.None), Is.Null);
    }

    private bool Reset()
    {
        _goOn.Reset();
        return true;
    }

    private string Hang(string path)
    {
        Interlocked.Increment(ref _entered);
        _goOn.Wait();
        return path;
    }

    private static bool Answers(TimeLimitedFile file)
    {
        try
        {
            return file.Ask(_ => true);
        }
        catch (IOException)
        {
            return false;
        }
    }
}
