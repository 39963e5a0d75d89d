using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>What the decision on a message is good for: this message as it was judged, once.</summary>
internal sealed class MessagePermit : SinglePermit
{
    private static readonly JsonTypeInfo<JsonRpcMessage> _message = (JsonTypeInfo<JsonRpcMessage>)McpJsonUtilities.DefaultOptions.GetTypeInfo(typeof(JsonRpcMessage));

    private readonly byte[]? _judged;

    private MessagePermit(byte[]? judged) => _judged = judged;

    /// <summary>For a message that may be changed before it is dispatched. Its text is the only way to tell whether it was.</summary>
    public static MessagePermit For(JsonRpcMessage message) => new(Write(message));

    /// <summary>For a message that nobody touches any more, or that is decided when its target is found.</summary>
    public static MessagePermit Any() => new(null);

    public bool IsFor(JsonRpcMessage message) => _judged is null || Write(message).AsSpan().SequenceEqual(_judged);

    private static byte[] Write(JsonRpcMessage message) => JsonSerializer.SerializeToUtf8Bytes(message, _message);
}
