using Microsoft.Extensions.Logging.Testing;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Tokens.Revocation;

/// <summary>A watched file behind symbolic links is read again when a link is exchanged, whatever length and time the new file has.</summary>
[TestFixture]
[Category("REV-5")]
[Platform(Exclude = "Win", Reason = "Links need a privilege there.")]
internal sealed class ProjectedFileTests
{
    private const string Alice = """{"issuer":"https://authority.example","subject":"alice"}""";
    private const string Other = """{"issuer":"https://authority.example","subject":"other"}""";

    [Test]
    public void Revocations_of_an_exchanged_link_are_in_force_within_a_second()
    {
        using var folder = new ProjectedFolder(Other);
        var time = new FakeTimeProvider(Callers.Now);
        using var file = Open(folder.FilePath, time);
        Assert.That(file.IsRevoked(Callers.With()), Is.False);

        folder.Project(Alice);
        time.Advance(RevocationFile.Interval);
        Assert.That(file.IsRevoked(Callers.With()), Is.True);

        folder.Project(Other);
        time.Advance(RevocationFile.Interval);
        Assert.That((file.IsRevoked(Callers.With()), file.Problem), Is.EqualTo((false, (string?)null)));
    }

    [Test]
    public async Task Token_of_an_exchanged_link_is_given()
    {
        using var folder = new ProjectedFolder("first");
        var source = new FileTokenSource(folder.FilePath);
        Assert.That(await source.GetTokenAsync(null!, CancellationToken.None), Is.EqualTo("first"));

        folder.Project("other");

        Assert.That(await source.GetTokenAsync(null!, CancellationToken.None), Is.EqualTo("other"));
    }

    [Test]
    public void Key_set_behind_a_link_is_limited_by_its_own_length()
    {
        using var folder = new ProjectedFolder("{}");
        Assert.That(JwksSource.ReadFile(folder.FilePath), Is.EqualTo("{}"));

        folder.Project(new string(' ', Backchannel.MaxAnswerBytes + 1));

        Assert.That(() => JwksSource.ReadFile(folder.FilePath), Throws.InstanceOf<IOException>().With.Message.Contains("too large"));
    }

    [Test]
    public async Task Pipe_in_the_place_of_a_file_is_not_waited_for()
    {
        using var folder = new ProjectedFolder("");
        var pipe = Pipes.Make(Path.Combine(Path.GetDirectoryName(folder.FilePath)!, "pipe"));

        using var revocations = Open(pipe, new FakeTimeProvider(Callers.Now));
        Assert.That(revocations.Problem, Does.Contain("not a regular file"));
        Assert.That(await new FileTokenSource(pipe).GetTokenAsync(null!, CancellationToken.None), Is.Null);
        Assert.That(() => JwksSource.ReadFile(pipe), Throws.InstanceOf<IOException>());
        Assert.That(() => EcdsaAuditSigner.FromPemFile(pipe), Throws.InstanceOf<IOException>());
    }

    [Test]
    public void Missing_file_is_a_problem_from_the_start()
    {
        using var file = Open(Path.Combine(Path.GetTempPath(), Guid.NewGuid().ToString("N")), new FakeTimeProvider(Callers.Now));

        Assert.That(file.Problem, Is.Not.Null);
    }

    private static RevocationFile Open(string path, TimeProvider time) =>
        new(Options.Create(new McpGuardOptions { RevocationFile = path }), time, new FakeLogger<RevocationFile>());
}
