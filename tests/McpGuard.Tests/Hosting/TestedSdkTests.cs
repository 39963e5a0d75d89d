using System.Reflection;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Security;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Testing;

namespace McpGuard.Tests.Hosting;

[TestFixture]
internal sealed class TestedSdkTests
{
    private static readonly TestedSdk _range = new(new(2, 3, 1), new(2, 4, 0));
    private static readonly Type[] _typeArguments = [.. Enumerable.Repeat(typeof(object), 8)];

    [TestCase("2.3.0")]
    [TestCase("2.4.1")]
    [TestCase("3.0.0")]
    public void Version_outside_the_tested_range_is_one_warning_that_names_it_and_the_range(string version)
    {
        var logger = new FakeLogger();

        _range.WarnIfUntested(Version.Parse(version), logger);

        Assert.That(logger.Collector.GetSnapshot(), Has.Count.EqualTo(1));
        Assert.That(logger.LatestRecord.Level, Is.EqualTo(LogLevel.Warning));
        Assert.That(logger.LatestRecord.Message, Does.Contain(version).And.Contain("2.3.1").And.Contain("2.4.0"));
    }

    [TestCase("2.3.1")]
    [TestCase("2.3.2")]
    [TestCase("2.4.0")]
    public void Tested_version_gives_no_warning(string version)
    {
        var logger = new FakeLogger();

        _range.WarnIfUntested(Version.Parse(version), logger);

        Assert.That(logger.Collector.GetSnapshot(), Is.Empty);
    }

    [Test]
    public void Page_names_the_tested_range()
    {
        var page = File.ReadAllText(SourceTree.PathOf("src/McpGuard/README.md")).ReplaceLineEndings(" ");

        Assert.That(page, Does.Contain($"is tested with {TestedSdk.Range.Oldest} and {TestedSdk.Range.Newest}"));
    }

    [Test]
    public void Version_that_the_tests_run_with_is_in_the_range_of_the_package()
    {
        Assert.That(TestedSdk.Loaded, Is.InRange(TestedSdk.Range.Oldest, TestedSdk.Range.Newest));
        Assert.That(TestedSdk.Range.Oldest, Is.LessThan(TestedSdk.Range.Newest));
    }

    // The packages are compiled with the oldest version. A member that another version has in another form is missed only when it is called.
    [Test]
    public void Types_and_members_that_the_packages_use_exist_in_the_version_that_the_tests_run_with() =>
        Assert.That(SourceTree.Assemblies.SelectMany(Missing), Is.Empty);

    private static IEnumerable<string> Missing(Assembly assembly)
    {
        using var file = new PEReader(File.OpenRead(assembly.Location));
        var metadata = file.GetMetadataReader();
        int[] tokens =
        [
            .. metadata.TypeReferences.Select(type => MetadataTokens.GetToken(type)),
            .. metadata.MemberReferences.Select(member => MetadataTokens.GetToken(member)),
        ];
        return tokens.Select(token => ProblemOf(assembly.ManifestModule, token)).OfType<string>().ToArray();
    }

    private static string? ProblemOf(Module module, int token)
    {
        try
        {
            module.ResolveMember(token, _typeArguments, _typeArguments);
            return null;
        }
        catch (MissingMemberException exception)
        {
            return exception.Message;
        }
        catch (TypeLoadException exception) when (MetadataTokens.Handle(token).Kind == HandleKind.TypeReference)
        {
            return exception.Message;
        }
        catch (Exception exception) when (exception is ArgumentException or TypeLoadException or BadImageFormatException or VerificationException)
        {
            // The type argument of this test does not fit the constraints of a generic type.
            return null;
        }
    }
}
