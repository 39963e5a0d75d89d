namespace McpGuard.Benchmarks.Tests.Stdio;

internal sealed class StdioTests
{
    [Test]
    public async Task Both_servers_over_stdio_answer_every_call_of_the_benchmark()
    {
        string[] arguments = [typeof(BenchmarkOptions).Assembly.Location, "stdio", "--seconds", "0.2", "--rounds", "1", "--starts", "1"];

        var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet", arguments);

        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
        Assert.That(output, Does.Contain("stdio, one caller: Guarded"));
    }
}
