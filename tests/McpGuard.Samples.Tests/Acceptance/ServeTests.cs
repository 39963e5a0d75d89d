using System.ComponentModel;
using System.Text.Json.Nodes;
using McpGuard.Samples.Tests.Running;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

namespace McpGuard.Samples.Tests.Acceptance;

/// <summary>What <c>--serve</c> prints works when it is pasted.</summary>
internal sealed class ServeTests
{
    private StartedProgram _demo = null!;

    [OneTimeSetUp]
    public async Task StartAsync()
    {
        _demo = StartedProgram.Start("dotnet", [Built.Demo, "--serve"]);
        await _demo.WaitUntilAsync(() => Task.FromResult(_demo.Output.Contains("\n}\n", StringComparison.Ordinal)), "it had printed everything");
    }

    [OneTimeTearDown]
    public async Task StopAsync() => await _demo.DisposeAsync();

    [Test]
    public async Task Printed_commands_work_in_bash()
    {
        await RequireAsync("bash", "curl");
        var commands = string.Join(
            '\n', _demo.Output.Split('\n').TakeWhile(line => line != "{").Where(line => line.StartsWith("    ", StringComparison.Ordinal)));
        var (_, output, errors) = await StartedProgram.RunAsync("bash", ["-c", commands]);

        var answers = output.Split("HTTP/1.1 ", StringSplitOptions.RemoveEmptyEntries);
        Assert.That(answers, Has.Length.EqualTo(3), errors);
        Assert.That(answers[0], Does.StartWith("200").And.Contain("Sales are up by 4 percent."));
        Assert.That(answers[1], Does.StartWith("403").And.Contain("error=\"insufficient_scope\"").And.Contain("scope=\"files:read files:write\""));
        Assert.That(answers[2], Does.StartWith("401").And.Contain("resource_metadata=\"http://127.0.0.1:"));
    }

    [Test]
    public async Task Printed_configuration_works_over_http()
    {
        var server = Configuration["guarded-http"]!;
        var headers = server["headers"]!.AsObject().ToDictionary(header => header.Key, header => (string)header.Value!);

        await AssertReadsAsync(new HttpClientTransport(new() { Endpoint = new Uri((string)server["url"]!), AdditionalHeaders = headers }));
    }

    [Test]
    public async Task Printed_configuration_works_over_stdio()
    {
        var server = Configuration["guarded-stdio"]!;
        await AssertReadsAsync(new StdioClientTransport(new()
        {
            Command = (string)server["command"]!,
            Arguments = [.. server["args"]!.AsArray().Select(argument => (string)argument!)],
            EnvironmentVariables = server["env"]!.AsObject().ToDictionary(variable => variable.Key, variable => (string?)variable.Value),
        }));
    }

    [Test]
    public async Task Demo_serves_until_it_is_stopped()
    {
        await RequireAsync("bash");
        await using var demo = StartedProgram.Start("dotnet", [Built.Demo, "--serve"]);
        await demo.WaitUntilAsync(() => Task.FromResult(demo.Output.Contains("\n}\n", StringComparison.Ordinal)), "it had printed everything");
        await StartedProgram.RunAsync("bash", ["-c", $"kill -TERM {demo.Id}"]);

        Assert.That(await demo.WaitForExitAsync(), Is.Zero);
    }

    private JsonNode Configuration
    {
        get
        {
            var start = _demo.Output.IndexOf("\n{\n", StringComparison.Ordinal) + 1;
            var end = _demo.Output.IndexOf("\n}\n", start, StringComparison.Ordinal) + 2;
            return JsonNode.Parse(_demo.Output[start..end])!["mcpServers"]!;
        }
    }

    private static async Task AssertReadsAsync(IClientTransport transport)
    {
        await using var client = await McpClient.CreateAsync(transport);
        var result = await client.CallToolAsync("files_read", new Dictionary<string, object?> { ["name"] = "report.txt" });

        Assert.That(((TextContentBlock)result.Content[0]).Text, Is.EqualTo("Sales are up by 4 percent."));
    }

    private static async Task RequireAsync(params string[] commands)
    {
        foreach (var command in commands)
        {
            try
            {
                await StartedProgram.RunAsync(command, ["--version"]);
            }
            catch (Win32Exception)
            {
                Assert.Ignore($"This test needs {command}.");
            }
        }
    }
}
