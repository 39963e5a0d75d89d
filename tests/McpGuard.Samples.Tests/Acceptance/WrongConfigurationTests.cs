using McpGuard.Samples.Tests.Running;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>A server with a wrong configuration ends with exit code 1 and one message that names the setting, without a stack trace.</summary>
internal sealed class WrongConfigurationTests
{
    private const string Opening = "McpGuard cannot start this server:";

    private DirectoryInfo _folder = null!;

    [SetUp]
    public void CreateFolder() => _folder = Directory.CreateTempSubdirectory("mcpguard-samples-tests-");

    [TearDown]
    public void DeleteFolder() => _folder.Delete(recursive: true);

    [TestCase("McpGuard__Resorce", "x", "McpGuard:Resorce is not an option, did you mean 'Resource'?")]
    [TestCase("McpGuard__Audit__FailureMode", "Denny", "McpGuard:Audit:FailureMode is 'Denny', which is not one of DenyCall, LogAndContinue.")]
    [TestCase("McpGuard__Audit__File__Directory", "/dev/null/audit", "McpGuard:Audit:File:Directory is '/dev/null/audit':")]
    [TestCase("McpGuard__Audit__File__SigningKey", "{folder}/missing.pem", "McpGuard:Audit:File:SigningKey is '{folder}/missing.pem': Could not find file")]
    [TestCase(
        "McpGuard__Audit__File__SigningKey", "{folder}/junk.pem",
        "McpGuard:Audit:File:SigningKey is '{folder}/junk.pem': The file is not a PEM file with an unencrypted private ECDSA key (P-256).")]
    [TestCase(
        "McpGuard__Audit__File__SigningKey", "{folder}/public.pem",
        "McpGuard:Audit:File:SigningKey is '{folder}/public.pem': The file is not a PEM file with an unencrypted private ECDSA key (P-256).")]
    [TestCase("McpGuard__Audit__Ocsf__File", "/dev/null/ocsf.json", "McpGuard:Audit:Ocsf")]
    [TestCase("McpGuard__Authority", "https://login.example.com/.well-known/openid-configuration", "McpGuard:Authority")]
    [TestCase("McpGuard__Resource", "http://127.0.0.1:9/tools", "McpGuard:Resource is 'http://127.0.0.1:9/tools', and MapMcp serves '/mcp'")]
    public async Task Message_names_the_setting(string setting, string value, string expected)
    {
        var (exitCode, output) = await RunAsync(Built.HttpServer, (setting, Prepare(value)));

        using (Assert.EnterMultipleScope())
        {
            Assert.That(exitCode, Is.EqualTo(1));
            Assert.That(output, Does.Contain(InFolder(expected)));
            Assert.That(output.Split(Opening), Has.Length.EqualTo(2));
            Assert.That(output, Does.Not.Contain("   at "));
        }
    }

    [TestCase("Information")]
    [TestCase("None")]
    public async Task Stdio_server_reports_it_once_with_or_without_logging(string level)
    {
        var (exitCode, output) = await RunAsync(
            Built.StdioServer, ("McpGuard__Resorce", "x"), ("Logging__LogLevel__Default", level), ("Logging__LogLevel__Microsoft.Extensions.Hosting", level));

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output.Split(Opening), Has.Length.EqualTo(2));
    }

    [Test]
    public async Task Stdio_server_keeps_its_output_for_the_protocol()
    {
        var (exitCode, output) = await RunAsync(Built.StdioServer, ("McpGuard__Audit__Ocsf__StandardOutput", "true"));

        Assert.That(exitCode, Is.EqualTo(1));
        Assert.That(output, Does.Contain("McpGuard:Audit:Ocsf:StandardOutput is set, and the server speaks MCP over the standard output"));
    }

    // Without locks, two servers could run two calls by one approval.
    [Test]
    public async Task Folder_of_approvals_that_cannot_be_locked_is_refused()
    {
        var folder = _folder.CreateSubdirectory("approvals");
        if (!OperatingSystem.IsWindows())
            File.SetUnixFileMode(folder.FullName, UnixFileMode.UserRead | UnixFileMode.UserWrite | UnixFileMode.UserExecute);

        var (exitCode, output) = await RunAsync(
            Built.HttpServer, ("McpGuard__Approvals__Directory", folder.FullName), ("DOTNET_SYSTEM_IO_DISABLEFILELOCKING", "1"));

        Assert.That((exitCode, output.Contains("   at ", StringComparison.Ordinal)), Is.EqualTo((1, false)), output);
        Assert.That(output, Does.Contain($"McpGuard:Approvals:Directory is '{folder.FullName}', where files cannot be locked"));
    }

    private string Prepare(string value)
    {
        File.WriteAllText(Path.Combine(_folder.FullName, "junk.pem"), "junk");
        using var key = System.Security.Cryptography.ECDsa.Create();
        File.WriteAllText(Path.Combine(_folder.FullName, "public.pem"), key.ExportSubjectPublicKeyInfoPem());
        return InFolder(value);
    }

    private string InFolder(string text) => text.Replace("{folder}", _folder.FullName, StringComparison.Ordinal);

    private async Task<(int ExitCode, string Output)> RunAsync(string program, params (string Name, string Value)[] settings)
    {
        var environment = new Dictionary<string, string?>
        {
            ["McpGuard__Authority"] = "https://login.example.com",
            ["McpGuard__Resource"] = "http://127.0.0.1:9/mcp",
            ["ASPNETCORE_URLS"] = "http://127.0.0.1:0",

            // The issuer cannot be reached, which the guard logs at its start.
            ["Logging__LogLevel__McpGuard"] = "None",
            ["Data"] = _folder.FullName,
            ["McpGuard__Audit__File__Directory"] = Path.Combine(_folder.FullName, "audit"),
        };
        foreach (var (name, value) in settings)
            environment[name] = value;

        var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet", [program], environment);
        return (exitCode, output + errors);
    }
}
