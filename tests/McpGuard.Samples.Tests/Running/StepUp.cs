using System.Text.Json;

namespace McpGuard.Samples.Tests.Running;

/// <summary>What a client saw that starts with little scope, and whose person agrees to whatever it then asks for.</summary>
/// <param name="Asked">The scopes of each authorization request.</param>
/// <param name="Before">Who it was at first.</param>
/// <param name="Written">What came of a call that needs more scope.</param>
/// <param name="After">Who it was then.</param>
/// <param name="ForOthers">What a call told that is only for other clients.</param>
/// <param name="ForNobody">How a call failed that needs a scope that is never granted.</param>
internal sealed record StepUp(string[] Asked, string Before, string Written, string After, string? ForOthers, string? ForNobody)
{
    /// <summary>A library of <c>clients/libraries.mjs</c>.</summary>
    public static async Task<StepUp> OfNodeAsync(string library, ProviderWorld world)
    {
        var seen = await NodeClients.RunAsync(library, "stepUp", new Dictionary<string, string?>
        {
            ["MCP_URL"] = world.Resource,
            ["MCP_AUTHORITY"] = world.ProviderUrl,
        });
        return seen.Deserialize<StepUp>(JsonSerializerOptions.Web)!;
    }

    /// <summary>The official C# client.</summary>
    public static async Task<StepUp> OfCSharpAsync(string version, ProviderWorld world)
    {
        await using var client = await CSharpClient.ConnectAsync(
            world.Resource,
            options => (options.ClientId, options.ClientSecret) = ("desktop-es256", "desktop-es256-secret"),
            version);

        var before = await client.CallAsync("whoami");
        var written = await client.CallAsync("files_write", ("name", "a.txt"), ("text", "a"));
        var after = await client.CallAsync("whoami");
        var forOthers = await client.CallAsync("files_list");
        var forNobody = await client.PrintAsync("files_delete", ("name", "a.txt"));
        return new StepUp([.. client.Asked], before, written, after, forOthers, forNobody);
    }
}
