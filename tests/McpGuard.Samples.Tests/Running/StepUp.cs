using System.Text.Json;
using Microsoft.AspNetCore.WebUtilities;
using ModelContextProtocol.Authentication;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;

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
    private static readonly Uri _redirect = new("http://127.0.0.1/callback");

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
        var asked = new List<string>();
        await using var transport = new HttpClientTransport(new()
        {
            Endpoint = new Uri(world.Resource),
            TransportMode = HttpTransportMode.StreamableHttp,
            OAuth = new()
            {
                ClientId = "desktop-es256",
                ClientSecret = "desktop-es256-secret",
                RedirectUri = _redirect,
                AuthorizationCallbackHandler = async (context, cancellationToken) =>
                {
                    asked.Add(QueryHelpers.ParseQuery(context.AuthorizationUri.Query)["scope"].ToString());
                    return await AgreeAsync(context.AuthorizationUri, cancellationToken);
                },
            },
        });
        await using var client = await McpClient.CreateAsync(transport, new McpClientOptions { ProtocolVersion = version });

        var before = await CallAsync(client, "whoami");
        var written = await CallAsync(client, "files_write", ("name", "a.txt"), ("text", "a"));
        var after = await CallAsync(client, "whoami");
        var forOthers = await CallAsync(client, "files_list");
        var forNobody = await FailureAsync(() => CallAsync(client, "files_delete", ("name", "a.txt")));
        return new StepUp([.. asked], before, written, after, forOthers, forNobody);
    }

    // What a browser does until it is sent back to the client.
    private static async Task<AuthorizationResult?> AgreeAsync(Uri uri, CancellationToken cancellationToken)
    {
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false });
        while (!_redirect.IsBaseOf(uri))
        {
            using var response = await browser.GetAsync(uri, cancellationToken);
            uri = new Uri(uri, response.Headers.Location ?? throw new InvalidOperationException(await response.Content.ReadAsStringAsync(cancellationToken)));
        }

        var query = QueryHelpers.ParseQuery(uri.Query);
        return new AuthorizationResult { Code = query["code"], State = query["state"], Iss = query["iss"] };
    }

    private static async Task<string> CallAsync(McpClient client, string tool, params (string Name, object? Value)[] arguments)
    {
        var result = await client.CallToolAsync(tool, arguments.ToDictionary(argument => argument.Name, argument => argument.Value));
        return ((TextContentBlock)result.Content[0]).Text;
    }

    private static async Task<string?> FailureAsync(Func<Task> action)
    {
        try
        {
            await action();
            return null;
        }
        catch (Exception exception)
        {
            return $"{exception.GetType().Name}: {exception.Message}";
        }
    }
}
