using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Logging;

namespace McpGuard.Cli.Tests.Running;

/// <summary>An MCP server and its authorization server on real Kestrel. Every client can connect until a test breaks something.</summary>
internal sealed class TestSite : IAsyncDisposable
{
    public const string Token = "good.token.text";

    /// <summary>A tool that the token may call.</summary>
    public const string Tool = "read";

    private readonly WebApplication _app;

    private TestSite()
    {
        var builder = WebApplication.CreateSlimBuilder();
        builder.WebHost.UseUrls("http://127.0.0.1:0");
        builder.Logging.ClearProviders();
        _app = builder.Build();
        _app.Run(AnswerAsync);
    }

    public string Origin => _app.Urls.First();

    public string Url => $"{Origin}/mcp";

    /// <summary>The documents by path. A path without one gets 404.</summary>
    public Dictionary<string, JsonObject> Documents { get; } = [];

    public JsonObject Metadata => Documents["/.well-known/oauth-protected-resource/mcp"];

    public JsonObject AuthorizationServer => Documents["/.well-known/oauth-authorization-server"];

    /// <summary>The challenge without a token; null for none.</summary>
    public string? Challenge { get; set; }

    /// <summary>The tools of the list, as JSON.</summary>
    public string Tools { get; set; } = """[{"name":"read"},{"name":"delete"}]""";

    /// <summary>Answers instead of the site where it returns true.</summary>
    public Func<HttpContext, bool> Instead { get; set; } = _ => false;

    /// <summary>What was asked: method, path, and the Authorization header.</summary>
    public ConcurrentQueue<(string Method, string Path, string? Authorization)> Requests { get; } = new();

    public static async Task<TestSite> StartAsync()
    {
        var site = new TestSite();
        await site._app.StartAsync();
        site.Fill();
        return site;
    }

    public Task<Mcpguard> DiagnoseAsync(params string[] arguments) => Mcpguard.RunAsync(["doctor", Url, .. arguments]);

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private void Fill()
    {
        JsonObject Resource() => new()
        {
            ["resource"] = Url,
            ["authorization_servers"] = new JsonArray(Origin),
            ["scopes_supported"] = new JsonArray("basic"),
        };
        Documents["/.well-known/oauth-protected-resource/mcp"] = Resource();
        Documents["/.well-known/oauth-protected-resource"] = Resource();
        Documents["/.well-known/oauth-authorization-server"] = new()
        {
            ["issuer"] = Origin,
            ["authorization_endpoint"] = $"{Origin}/authorize",
            ["token_endpoint"] = $"{Origin}/token",
            ["registration_endpoint"] = $"{Origin}/register",
            ["jwks_uri"] = $"{Origin}/jwks",
            ["scopes_supported"] = new JsonArray("basic", "offline_access"),
            ["grant_types_supported"] = new JsonArray("authorization_code", "refresh_token"),
            ["response_types_supported"] = new JsonArray("code"),
            ["code_challenge_methods_supported"] = new JsonArray("S256"),
            ["token_endpoint_auth_methods_supported"] = new JsonArray("none"),
            ["client_id_metadata_document_supported"] = true,
            ["authorization_response_iss_parameter_supported"] = true,
        };
        Documents["/register"] = new() { ["client_id"] = "client-1", ["scope"] = "basic" };
        Challenge = $"Bearer resource_metadata=\"{Origin}/.well-known/oauth-protected-resource/mcp\", scope=\"basic\"";
    }

    private async Task AnswerAsync(HttpContext context)
    {
        var (request, response) = (context.Request, context.Response);
        var path = request.Path.Value!;
        Requests.Enqueue((request.Method, path, request.Headers.Authorization.FirstOrDefault()));
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.AccessControlExposeHeaders = "WWW-Authenticate, Mcp-Session-Id";
        response.Headers.AccessControlAllowHeaders = "Authorization, Content-Type, MCP-Protocol-Version, Mcp-Session-Id";
        response.Headers.CacheControl = "public, max-age=300";
        if (Instead(context))
            return;

        if (path == "/mcp")
            await AnswerMessageAsync(context);
        else if (Documents.TryGetValue(path, out var document))
            await WriteAsync(context, path == "/register" ? StatusCodes.Status201Created : StatusCodes.Status200OK, document.ToJsonString());
        else
            response.StatusCode = StatusCodes.Status404NotFound;
    }

    private async Task AnswerMessageAsync(HttpContext context)
    {
        var authorization = context.Request.Headers.Authorization.FirstOrDefault();
        if (context.Request.Method == HttpMethods.Options)
        {
            context.Response.StatusCode = StatusCodes.Status204NoContent;
        }
        else if (authorization != $"Bearer {Token}")
        {
            context.Response.Headers.WWWAuthenticate = authorization is null ? Challenge : $"{Challenge}, error=\"invalid_token\"";
            await WriteAsync(context, StatusCodes.Status401Unauthorized, """{"jsonrpc":"2.0","id":1,"error":{"code":40100,"message":"Sign-in required."}}""");
        }
        else
        {
            var message = await JsonNode.ParseAsync(context.Request.Body);
            await WriteAsync(context, StatusCodes.Status200OK, Result((string)message!["method"]!, (string?)message["params"]?["name"]));
        }
    }

    private string Result(string method, string? tool) => (method, tool) switch
    {
        ("tools/list", _) => $$$"""{"jsonrpc":"2.0","id":1,"result":{"tools":{{{Tools}}}}}""",
        ("tools/call", Tool) => """{"jsonrpc":"2.0","id":1,"result":{"content":[{"type":"text","text":"the text"}]}}""",
        ("tools/call", _) =>
            """{"jsonrpc":"2.0","id":1,"result":{"isError":true,"content":[{"type":"text","text":"The call was refused for good.token.text."}]}}""",
        _ => """{"jsonrpc":"2.0","id":1,"result":{"protocolVersion":"2025-11-25","capabilities":{},"serverInfo":{"name":"test","version":"1"}}}""",
    };

    private static Task WriteAsync(HttpContext context, int status, string json)
    {
        context.Response.StatusCode = status;
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(json);
    }
}
