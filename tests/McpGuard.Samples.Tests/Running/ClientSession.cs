using System.Text.Json;

namespace McpGuard.Samples.Tests.Running;

/// <summary>What a program sees whose client registered itself, and whose user agrees to each sign-in.</summary>
/// <param name="Tools">The tools of the list.</param>
/// <param name="Before">Who it was at first.</param>
/// <param name="Alternating">What it printed of five calls that need one scope and another in turn.</param>
/// <param name="Asked">The scopes of each sign-in until then.</param>
/// <param name="Rule">What it printed of a call that a rule refuses.</param>
/// <param name="After">Who it was at the end.</param>
internal sealed record ClientSession(string[] Tools, string Before, string[] Alternating, string[] Asked, string Rule, string After)
{
    /// <param name="library">A library of <c>clients/libraries.mjs</c>, <c>mcp-remote</c> or <c>csharp</c>.</param>
    /// <param name="world">The server and the provider.</param>
    /// <param name="words">How the provider treats the client.</param>
    public static async Task<ClientSession> RunAsync(string library, ProviderWorld world, string words = "") =>
        library == "csharp" ? await RunCSharpAsync(world, words) : await RunNodeAsync<ClientSession>(library, "session", world, words, seconds: 0);

    /// <summary>Calls again and again, for longer than a token lives.</summary>
    /// <returns>The different answers, and the scopes of each sign-in.</returns>
    public static async Task<ClientExpiry> RunForAsync(int seconds, string library, ProviderWorld world, string words) =>
        library == "csharp" ? await RunCSharpForAsync(seconds, world, words) : await RunNodeAsync<ClientExpiry>(library, "expiry", world, words, seconds);

    private static async Task<T> RunNodeAsync<T>(string library, string task, ProviderWorld world, string words, int seconds)
    {
        var seen = await NodeClients.RunAsync(library, task, new Dictionary<string, string?>
        {
            ["MCP_URL"] = world.Resource,
            ["MCP_CLIENT_NAME"] = $"{library} {words}",
            ["MCP_SECONDS"] = $"{seconds}",
        });
        return seen.Deserialize<T>(JsonSerializerOptions.Web)!;
    }

    private static async Task<ClientSession> RunCSharpAsync(ProviderWorld world, string words)
    {
        await using var client = await ConnectAsync(world, words);
        var tools = await client.ListAsync();
        var before = await client.PrintAsync("whoami");
        var alternating = new List<string>();
        foreach (var number in Enumerable.Range(0, 5))
            alternating.Add(number % 2 == 0 ? await client.PrintAsync("files_read", ("name", "a.txt")) : await client.PrintAsync("tickets_search"));

        string[] asked = [.. client.Asked];
        var rule = await client.PrintAsync("files_write", ("name", "a.exe"), ("text", "a"));
        return new(tools, before, [.. alternating], asked, rule, await client.PrintAsync("whoami"));
    }

    private static async Task<ClientExpiry> RunCSharpForAsync(int seconds, ProviderWorld world, string words)
    {
        await using var client = await ConnectAsync(world, words);
        var answers = new HashSet<string>();
        using var timer = new PeriodicTimer(TimeSpan.FromMilliseconds(200));
        using var end = new CancellationTokenSource(TimeSpan.FromSeconds(seconds));
        while (!end.IsCancellationRequested)
        {
            answers.Add(await client.PrintAsync("whoami"));
            await timer.WaitForNextTickAsync();
        }

        return new([.. answers], [.. client.Asked]);
    }

    private static Task<CSharpClient> ConnectAsync(ProviderWorld world, string words) =>
        CSharpClient.ConnectAsync(world.Resource, options => options.DynamicClientRegistration = new() { ClientName = $"csharp {words}" });
}
