using System.ComponentModel;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Conformance;

/// <summary>Tools that make the server do what is looked at from outside (SEP-2575).</summary>
[McpServerToolType, RequireScope(FixtureScopes.Diagnose, FixtureScopes.Notify)]
internal sealed class DiagnosticTools
{
    [McpServerTool(Name = "test_missing_capability"), Description("Needs a client that can sample.")]
    public static string NeedSampling(RequestContext<CallToolRequestParams> context) =>
        context.JsonRpcRequest.Context?.ClientCapabilities?.Sampling is not null
            ? "done"
            : throw new MissingRequiredClientCapabilityException(new ClientCapabilities { Sampling = new() }, "The client cannot sample.");

    [McpServerTool(Name = "test_streaming_elicitation"), Description("Sends nothing but its result.")]
    public static string Stream() => "done";

    [McpServerTool(Name = "test_logging_tool"), Description("Logs, which nobody sees who has not asked for it.")]
    public static string Log(McpServer server)
    {
        server.AsClientLoggerProvider().CreateLogger("fixture").Log(LogLevel.Information, "test_logging_tool ran");
        return "done";
    }
}
