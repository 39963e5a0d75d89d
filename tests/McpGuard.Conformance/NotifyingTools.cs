using System.ComponentModel;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Conformance;

/// <summary>Tools that send notifications while they run.</summary>
[McpServerToolType, RequireScope(FixtureScopes.Notify)]
internal sealed class NotifyingTools
{
    // The suite wants to see that notifications come one after the other.
    private static readonly TimeSpan _pause = TimeSpan.FromMilliseconds(50);

    [McpServerTool(Name = "test_tool_with_logging"), Description("Logs three times.")]
    public static async Task<string> LogAsync(McpServer server, CancellationToken cancellationToken)
    {
        foreach (var message in new[] { "Tool execution started", "Tool processing data", "Tool execution completed" })
        {
            await server.SendNotificationAsync(
                NotificationMethods.LoggingMessageNotification,
                new LoggingMessageNotificationParams { Level = LoggingLevel.Info, Data = JsonElement.Parse($"\"{message}\"") },
                cancellationToken: cancellationToken);
            await Task.Delay(_pause, cancellationToken);
        }

        return "done";
    }

    [McpServerTool(Name = "test_tool_with_progress"), Description("Reports progress three times.")]
    public static async Task<string> ProgressAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        foreach (var progress in new[] { 0, 50, 100 })
        {
            if (context.Params!.ProgressToken is { } token)
                await context.Server.NotifyProgressAsync(
                    token, new ProgressNotificationValue { Progress = progress, Total = 100 }, cancellationToken: cancellationToken);

            await Task.Delay(_pause, cancellationToken);
        }

        return "done";
    }

    [McpServerTool(Name = "test_reconnection"), Description("Ends its stream, so that the client has to come back for the result.")]
    public static async Task<string> ReconnectAsync(RequestContext<CallToolRequestParams> context, CancellationToken cancellationToken)
    {
        await context.EnablePollingAsync(TimeSpan.FromMilliseconds(500), cancellationToken);
        return "done";
    }
}
