/// <summary>Each case of <c>policy-tests.json</c> is a test, and the manifest that it asks is the one of the tools.</summary>
public sealed class PolicyFileTests
{
    private static readonly string _folder = AppContext.BaseDirectory;

    private static IEnumerable<PolicyTestCase> Cases => PolicyTests.Load(Path.Combine(_folder, "policy-tests.json")).Cases;

    [TestCaseSource(nameof(Cases))]
    public async Task Policy_answers_as_expected(PolicyTestCase test) => (await test.RunAsync()).EnsurePassed();

    [Test]
    public async Task Manifest_is_the_one_of_the_server()
    {
        await using var server = await GuardedTestServer.StartAsync(mcp => mcp.WithTools<WeatherTools>());
        var received = Path.Combine(_folder, "surface.received.json");
        var actual = server.Services.GetRequiredService<ServerSurface>().ToJson();
        File.WriteAllText(received, actual);

        Assert.That(actual, Is.EqualTo(File.ReadAllText(Path.Combine(_folder, "surface.json"))), $"If the change is meant, copy {received} over surface.json.");
    }
}
