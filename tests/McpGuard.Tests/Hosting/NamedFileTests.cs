using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.Tests.Hosting;

/// <summary>A server does not start with a file or folder that it cannot use, and the message names the option and the path.</summary>
internal sealed class NamedFileTests
{
    private static readonly Setting _keys = new("McpGuard:Issuers:idp:Keys:File is", static (options, path) => IssuerOf(options).Keys.File = path);
    private static readonly Setting _deviceKeys = new(
        "McpGuard:DeviceAssertion:Keys:File is",
        static (options, path) => (options.DeviceAssertion ??= new() { Issuer = "https://device.example.com" }).Keys.File = path);
    private static readonly Setting _revocations = new("McpGuard:RevocationFile is", static (options, path) => options.RevocationFile = path);
    private static readonly Setting _log = new("McpGuard:Audit:File:Directory is", static (options, path) => options.Audit.File.Directory = path);
    private static readonly Setting _logKey = new("McpGuard:Audit:File:SigningKey is", static (options, path) =>
        (options.Audit.File.Directory, options.Audit.File.SigningKey) = (Path.Combine(Path.GetDirectoryName(path)!, "log"), path));
    private static readonly Setting _events = new("McpGuard:Audit:Ocsf:File is", static (options, path) => options.Audit.Ocsf.File = path);
    private static readonly Setting _approvals = new("McpGuard:Approvals:Directory is", static (options, path) => options.Approvals.Directory = path);

    private string _folder = "";

    [SetUp]
    public void SetUp() => _folder = Directory.CreateTempSubdirectory("mcpguard-").FullName;

    [TearDown]
    public void TearDown() => Directory.Delete(_folder, recursive: true);

    private static IEnumerable<TestCaseData> Unusable()
    {
        foreach (var setting in new[] { _keys, _deviceKeys, _revocations, _logKey })
        {
            yield return Of(setting, "nothing", static path => { });
            yield return Of(setting, "junk", static path => File.WriteAllText(path, "junk"));
            yield return Of(setting, "a folder", static path => Directory.CreateDirectory(path));
            yield return Of(setting, "a pipe", MakePipe);
            yield return Of(setting, "a file of 65 MiB", static path =>
            {
                using var file = File.OpenWrite(path);
                file.SetLength(65L * 1024 * 1024);
            });
        }

        // An empty file of revocations means that nothing is revoked.
        foreach (var setting in new[] { _keys, _deviceKeys, _logKey })
            yield return Of(setting, "an empty file", static path => File.WriteAllText(path, ""));

        yield return Of(_keys, "a key set without a key", static path => File.WriteAllText(path, """{"keys":[]}"""));
        yield return Of(_events, "a folder", static path => Directory.CreateDirectory(path));
        yield return Of(_events, "a pipe", MakePipe);
        foreach (var setting in new[] { _log, _approvals })
        {
            yield return Of(setting, "a file", static path => File.WriteAllText(path, ""));
            yield return Of(setting, "a pipe", MakePipe);
        }

        static TestCaseData Of(Setting setting, string found, Action<string> prepare) =>
            new TestCaseData(setting, prepare).SetArgDisplayNames($"{setting.Option} {found}");
    }

    [TestCaseSource(nameof(Unusable))]
    public async Task Option_and_path_are_named(Setting setting, Action<string> prepare)
    {
        var path = Path.Combine(_folder, "named");
        prepare(path);

        Assert.That(await ProblemsAsync(setting, path), Has.One.StartsWith($"{setting.Option} '{path}'"));
    }

    private static IEnumerable<TestCaseData> All() =>
        new[] { _keys, _deviceKeys, _revocations, _log, _logKey, _events, _approvals }
            .Select(setting => new TestCaseData(setting).SetArgDisplayNames(setting.Option));

    [TestCaseSource(nameof(All))]
    public async Task File_or_folder_without_permission_is_named(Setting setting)
    {
        if (OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess)
            Assert.Ignore("No mode of a file holds for this account.");

        var path = Path.Combine(_folder, "closed", "named");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        await File.WriteAllTextAsync(path, "");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(Path.GetDirectoryName(path)!, UnixFileMode.None);

        try
        {
            Assert.That(await ProblemsAsync(setting, path), Has.One.StartsWith($"{setting.Option} '{path}'"));
        }
        finally
        {
            if (!OperatingSystem.IsWindows())
                File.SetUnixFileMode(Path.GetDirectoryName(path)!, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);
        }
    }

    [TestCaseSource(nameof(All))]
    public async Task Place_below_a_file_is_named(Setting setting)
    {
        var file = Path.Combine(_folder, "file");
        await File.WriteAllTextAsync(file, "");
        var path = Path.Combine(file, "named");

        Assert.That(await ProblemsAsync(setting, path), Has.One.StartsWith($"{setting.Option} '{path}'"));
    }

    private static void MakePipe(string path)
    {
        if (OperatingSystem.IsWindows())
            Assert.Ignore("Windows has no pipes in folders.");

        Pipes.Make(path);
    }

    private static IssuerOptions IssuerOf(McpGuardOptions options)
    {
        if (!options.Issuers.TryGetValue("idp", out var issuer))
            options.Issuers["idp"] = issuer = new IssuerOptions { Issuer = "https://login.example.com" };

        return issuer;
    }

    private static async Task<string[]> ProblemsAsync(Setting setting, string path)
    {
        try
        {
            await using var server = await GuardedTestServer.StartAsync(
                mcp => mcp.Services.PostConfigure<McpGuardOptions>(options => setting.Set(options, path)));
            return [];
        }
        catch (McpGuardConfigurationException exception)
        {
            return [.. exception.Problems];
        }
    }

    internal sealed record Setting(string Option, Action<McpGuardOptions, string> Set);
}
