using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Reads the content of a message that did not pass the guard's HTTP endpoint.</summary>
internal static class MessageReader
{
    public static GuardedRequest Read(MessageContext message)
    {
        var transport = message.Services?.GetService<ITransport>() is StdioServerTransport ? TransportNames.Stdio : TransportNames.Stream;
        var version = message.JsonRpcMessage.Context?.ProtocolVersion ?? message.Server.NegotiatedProtocolVersion;
        return message.JsonRpcMessage is JsonRpcRequest request
            ? Read(request, transport, version)
            : new GuardedRequest { Transport = transport, ProtocolVersion = version, Method = (message.JsonRpcMessage as JsonRpcNotification)?.Method };
    }

    private static GuardedRequest Read(JsonRpcRequest request, string transport, string? version)
    {
        var (kind, target, trace, claimed) = ((TargetKind?)null, (string?)null, (W3CTrace?)null, (AuditClaims?)null);
        try
        {
            (kind, target) = RequestTarget.Of(request.Method, request.Params);
            version = ProtocolFloor.AskedFor(request) ?? version;
            trace = TraceOf(request);
            claimed = ReportedClient.IsIntroduction(request.Method) ? ReportedClient.AddTo(null, request.Params) : null;
        }
        catch (Exception exception) when (exception is InvalidOperationException or ArgumentException)
        {
            // Half a character, or a duplicate member: the message is refused when its caller is known, and needs no further reading.
        }

        return new GuardedRequest
        {
            Transport = transport,
            ProtocolVersion = version,
            Method = request.Method,
            RequestId = request.Id.ToString(),
            Kind = kind,
            Target = target,
            RemoteTrace = trace,
            Claimed = claimed,
        };
    }

    private static W3CTrace? TraceOf(JsonRpcRequest request) =>
        McpJson.TextOf(((request.Params as JsonObject)?["_meta"] as JsonObject)?[W3CTrace.Name]) is { } text
            ? W3CTrace.Read(text)
            : null;
}
