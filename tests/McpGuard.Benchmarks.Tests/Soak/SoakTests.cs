namespace McpGuard.Benchmarks.Tests.Soak;

/// <summary>The load test in a short form, as processes of their own.</summary>
[Category("RSP-20")]
[Category("AUD-1")]
internal sealed class SoakTests
{
    // How fast the streams are closed and how flat the memory is are for the long form: a machine that runs tests is busy, and what
    // the runtime compiles meanwhile counts for more in a short time.
    private static readonly string[] _arguments = ["soak", "--seconds", "8", "--streams", "200", "--close-within", "30", "--growth", "1.5"];

    [Test]
    public async Task Server_under_mixed_load_answers_rightly_records_each_request_and_keeps_its_memory()
    {
        var (exitCode, output, errors) = await StartedProgram.RunAsync("dotnet", [typeof(BenchmarkOptions).Assembly.Location, .. _arguments]);

        Assert.That(exitCode, Is.Zero, $"{output}\n{errors}");
    }
}
