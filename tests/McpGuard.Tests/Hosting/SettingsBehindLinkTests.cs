using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Hosting;

/// <summary>A settings file behind a symbolic link is loaded again when the link is exchanged, which .NET does not notice.</summary>
[TestFixture]
[Platform(Exclude = "Win", Reason = "Links need a privilege there.")]
internal sealed class SettingsBehindLinkTests
{
    private readonly FakeTimeProvider _time = new(Callers.Now);
    private ProjectedFolder _folder = null!;
    private ConfigurationRoot _configuration = null!;
    private LinkedSettings _linked = null!;
    private int _failures;
    private int _loads;

    [SetUp]
    public void SetUp()
    {
        _folder = new ProjectedFolder(Setting("first"));
        Watch(_folder.FilePath);
    }

    [TearDown]
    public void TearDown()
    {
        _linked.Dispose();
        _configuration.Dispose();
        _folder.Dispose();
    }

    [Test]
    public void Content_behind_an_exchanged_link_is_in_force_within_seconds()
    {
        foreach (var text in new[] { "second", "third!", "fourth" })
        {
            _folder.Project(Setting(text));
            Look(times: 2);

            Assert.That(_configuration["Name"], Is.EqualTo(text));
        }
    }

    [Test]
    public void Content_that_was_exchanged_while_the_server_started_is_in_force()
    {
        _linked.Dispose();
        _folder.Project(Setting("other"));
        _linked = new(_configuration.Providers.OfType<FileConfigurationProvider>(), _time, () => _failures++);

        Look(times: 2);

        Assert.That(_configuration["Name"], Is.EqualTo("other"));
    }

    [Test]
    public void File_that_is_still_being_written_is_not_loaded()
    {
        Look(times: 2);
        _folder.Project(Setting("half"));
        Look(times: 1);
        _folder.Project(Setting("whole"));
        Look(times: 1);
        Assert.That(_configuration["Name"], Is.EqualTo("first"));

        Look(times: 1);

        Assert.That(_configuration["Name"], Is.EqualTo("whole"));
    }

    [Test]
    public void File_that_stays_the_same_is_loaded_once_more_at_most()
    {
        Look(times: 10);

        Assert.That(_loads, Is.EqualTo(1));
    }

    [Test]
    public void File_without_a_link_is_left_to_dotnet()
    {
        _linked.Dispose();
        _configuration.Dispose();
        var file = Path.Combine(Path.GetDirectoryName(_folder.FilePath)!, "plain");
        File.WriteAllText(file, Setting("plain"));
        _loads = 0;
        Watch(file);

        Look(times: 10);

        Assert.That(_loads, Is.Zero);
    }

    [TestCase("{ broken")]
    [TestCase("")]
    public void Content_that_cannot_be_loaded_is_reported_and_changes_nothing(string text)
    {
        Look(times: 2);
        _folder.Project(text);

        Look(times: 5);

        Assert.That((_failures, _configuration["Name"]), Is.EqualTo((1, "first")));
    }

    [Test]
    public void Pipe_behind_the_link_is_reported_and_not_waited_for()
    {
        Look(times: 2);
        _folder.Project(Setting("other"));
        var target = Path.Combine(Path.GetDirectoryName(_folder.FilePath)!, "..data", Path.GetFileName(_folder.FilePath));
        File.Delete(target);
        Pipes.Make(target);

        Look(times: 3);

        Assert.That((_failures, _configuration["Name"]), Is.EqualTo((1, "first")));
    }

    [Test]
    public async Task File_that_does_not_answer_is_a_problem_until_it_does()
    {
        _linked.Dispose();
        using var goOn = new ManualResetEventSlim();
        var file = new TimeLimitedFile(_folder.FilePath, TimeSpan.FromMilliseconds(20));
        _linked = new(_configuration.Providers.OfType<FileConfigurationProvider>(), _time, () => _failures++, _ => file);
        Assert.That(_linked.Problem, Is.Null);
        Assert.That(() => file.Ask(_ => Hang(goOn)), Throws.InstanceOf<IOException>());

        Look(times: 3);

        Assert.That(_linked.Problem, Does.Contain("does not answer").And.Contain(Path.GetFileName(_folder.FilePath)));
        Assert.That(_failures, Is.Zero);
        goOn.Set();
        await Eventually.IsTrueAsync(() => _linked.Problem is null);
    }

    private static string Setting(string text) => $$"""{"Name":"{{text}}"}""";

    private static bool Hang(ManualResetEventSlim goOn)
    {
        goOn.Wait();
        return true;
    }

    private void Look(int times)
    {
        for (var i = 0; i < times; i++)
            _time.Advance(LinkedSettings.Interval);
    }

    private void Watch(string path)
    {
        _failures = 0;
        _configuration = (ConfigurationRoot)new ConfigurationBuilder().AddJsonFile(source =>
        {
            source.Path = path;
            source.ReloadOnChange = true;
            source.ResolveFileProvider();
        }).Build();
        _loads = 0;
        Microsoft.Extensions.Primitives.ChangeToken.OnChange(_configuration.GetReloadToken, () => _loads++);
        _linked = new(_configuration.Providers.OfType<FileConfigurationProvider>(), _time, () => _failures++);
    }
}
