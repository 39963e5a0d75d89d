using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>The assembly of a server gives its manifest. The server is the one of samples/PolicyAsCode, in a copy of its folder.</summary>
[TestFixture]
internal sealed class SurfaceFileTests
{
    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CopyFolder()
    {
        _folder = Directory.CreateTempSubdirectory("mcpguard-surface-");
        foreach (var file in Directory.EnumerateFiles(Path.Combine(Repository.Folder, "samples", "PolicyAsCode"), "*.json"))
            File.Copy(file, Path.Combine(_folder.FullName, Path.GetFileName(file)));
    }

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [Test]
    public async Task Policy_is_tested_against_the_assembly_of_the_server()
    {
        File.Delete(PathOf("surface.json"));

        var (exitCode, output, errors) = await RunAsync("test", "policy-tests.json", "--surface", Mcpguard.Server);

        Assert.That((exitCode, output), Is.EqualTo((0, "10 passed, 0 failed.\n")), errors);
    }

    [Test]
    public async Task Server_writes_its_manifest_before_it_looks_at_its_settings()
    {
        File.WriteAllText(PathOf("appsettings.json"), "{}");
        var (exitCode, output, errors) = await StartedProgram.RunAsync(
            "dotnet", [Mcpguard.Server], new Dictionary<string, string?> { ["MCPGUARD_WRITE_SURFACE"] = PathOf("written.json") }, _folder.FullName);

        Assert.That((exitCode, output), Is.EqualTo((0, "")), errors);
        Assert.That(File.ReadAllText(PathOf("written.json")), Is.EqualTo(File.ReadAllText(PathOf("surface.json"))));
    }

    [Test]
    public async Task Assembly_that_is_not_a_guarded_server_is_named_with_what_it_said()
    {
        var (exitCode, output, errors) = await RunAsync("init", "--surface", Mcpguard.Dll);

        Assert.That((exitCode, output), Is.EqualTo((2, "")));
        Assert.That(errors, Does.Contain("McpGuard.Cli.dll' ended without writing its manifest").And.Contain("It said: Required command"));
    }

    private string PathOf(string file) => Path.Combine(_folder.FullName, file);

    private Task<(int ExitCode, string Output, string Errors)> RunAsync(params string[] arguments) =>
        StartedProgram.RunAsync("dotnet", [Mcpguard.Dll, "policy", .. arguments], folder: _folder.FullName);
}
