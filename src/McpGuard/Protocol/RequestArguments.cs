using System.Buffers;
using System.Runtime.InteropServices;
using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// The arguments of a request, as conditions see them: those of a tool or prompt; the <c>uri</c> of a resource; the parameters of any other
/// method.
/// </summary>
internal static class RequestArguments
{
    private static readonly JsonElement _none = JsonElement.Parse("{}"u8);

    public static JsonElement Of(string method, string? target, JsonElement parameters)
    {
        if (method is RequestMethods.ToolsCall or RequestMethods.PromptsGet)
        {
            return parameters.ValueKind == JsonValueKind.Object && parameters.TryGetProperty("arguments", out var arguments) &&
                arguments.ValueKind != JsonValueKind.Null
                ? arguments.Clone()
                : _none;
        }

        if (method is RequestMethods.ResourcesRead or RequestMethods.ResourcesSubscribe or RequestMethods.ResourcesUnsubscribe)
            return OfUri(target);

        return parameters.ValueKind == JsonValueKind.Object ? parameters.Clone() : _none;
    }

    /// <summary>The arguments of a request, as records describe them: those of a tool or prompt, and the parameters of a method of the server's own.</summary>
    public static IDictionary<string, JsonElement>? Recorded(JsonRpcMessage message)
    {
        if (message is not JsonRpcRequest { Method: var method, Params: JsonObject parameters })
            return null;

        var isOwn = MethodKinds.KindOf(method, null) == TargetKind.Method && !MethodKinds.OfProtocol.Contains(method, StringComparer.Ordinal);
        var own = isOwn ? parameters : null;
        var given = method is RequestMethods.ToolsCall or RequestMethods.PromptsGet ? parameters["arguments"] as JsonObject : own;
        return given?.Where(member => given != parameters || member.Key is not ("_meta" or ProtocolMembers.RequestState or ProtocolMembers.InputResponses))
            .ToDictionary(
                member => member.Key,
                member => member.Value is null ? default : JsonSerializer.SerializeToElement(member.Value, McpJson.Node),
                StringComparer.Ordinal);
    }

    /// <summary>The arguments of a call as the tool gets them.</summary>
    public static JsonElement Of(IDictionary<string, JsonElement>? arguments)
    {
        if (arguments is not { Count: > 0 })
            return _none;

        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                json.WritePropertyName(name);
                json.WriteRawValue(value.ValueKind == JsonValueKind.Undefined ? "null"u8 : JsonMarshal.GetRawUtf8Value(value));
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    public static JsonElement OfUri(string? uri)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("uri", uri);
            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }
}
