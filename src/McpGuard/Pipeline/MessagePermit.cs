using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>The permit from the decision on a message: for this message, unchanged, once.</summary>
internal sealed class MessagePermit : SinglePermit
{
    private static readonly JsonTypeInfo<JsonRpcMessage> _message =
        (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly byte[]? _judged;

    private MessagePermit(byte[]? judged) => _judged = judged;

    /// <summary>For a message that filters may change before it is dispatched. Only its text shows whether it was changed.</summary>
    public static MessagePermit For(JsonRpcMessage message) => new(Write(message));

    /// <summary>For a message that no filter can change, or that is decided when its target is found.</summary>
    public static MessagePermit Any() => new(null);

    public bool IsFor(JsonRpcMessage message) => _judged is null || Write(message).AsSpan().SequenceEqual(_judged);

    private static byte[] Write(JsonRpcMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, _message);
}
