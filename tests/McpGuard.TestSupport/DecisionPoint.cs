using System.Collections.Concurrent;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;

namespace McpGuard.TestSupport;

/// <summary>A real policy decision point on this machine (AuthZEN Authorization API 1.0) that answers as a test says.</summary>
internal sealed class DecisionPoint : IAsyncDisposable
{
    public const string Permit = """{"decision":true}""";

    private readonly WebApplication _app;

    private DecisionPoint(WebApplication app) => _app = app;

    /// <summary>The access evaluation endpoint.</summary>
    public string Address => $"{_app.Urls.First()}/access/v1/evaluation";

    /// <summary>How each question is answered.</summary>
    public Func<HttpContext, JsonNode, Task> Answer { get; set; } = (context, _) => WriteAsync(context, Permit);

    /// <summary>What was asked.</summary>
    public ConcurrentQueue<JsonNode> Questions { get; } = new();

    /// <summary>Everything that was sent, headers and all.</summary>
    public ConcurrentQueue<string> Sent { get; } = new();

    public static async Task<DecisionPoint> StartAsync()
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().UseUrls("http://127.0.0.1:0");
        var point = new DecisionPoint(builder.Build());
        point._app.Run(point.ServeAsync);
        await point._app.StartAsync();
        return point;
    }

    public static Task WriteAsync(HttpContext context, string body)
    {
        context.Response.ContentType = "application/json";
        return context.Response.WriteAsync(body);
    }

    /// <summary>From now on the engine is unavailable.</summary>
    public Task StopAsync() => _app.StopAsync();

    public ValueTask DisposeAsync() => _app.DisposeAsync();

    private async Task ServeAsync(HttpContext context)
    {
        using var reader = new StreamReader(context.Request.Body);
        var body = await reader.ReadToEndAsync();
        Sent.Enqueue($"{context.Request.Method} {context.Request.Path} {string.Join('\n', context.Request.Headers)}\n{body}");
        var question = JsonNode.Parse(body)!;
        Questions.Enqueue(question);
        await Answer(context, question);
    }
}
