using System.Text.Json;

namespace McpGuard;

/// <summary>An answer as the body of an HTTP response: one JSON-RPC error or tool result with the request's id.</summary>
internal static class RefusalBody
{
    public static byte[] Write(Answer answer, string? rawId, string operationId, string metadata)
    {
        using var buffer = new MemoryStream(512);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("jsonrpc", "2.0");
            if (rawId is not null)
            {
                json.WritePropertyName("id");
                json.WriteRawValue(rawId);
            }

            if (answer.ToNode() is { } result)
            {
                json.WritePropertyName("result");
                JsonSerializer.Serialize(json, result, McpJson.Node);
            }
            else
            {
                WriteError(json, answer.Refusal, operationId, metadata);
            }

            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteError(Utf8JsonWriter json, Refusal refusal, string operationId, string metadata)
    {
        json.WriteStartObject("error");
        json.WriteNumber("code", refusal.Code);
        json.WriteString("message", refusal.Message);
        json.WriteStartObject("data");
        foreach (var (name, value) in RefusalData.Of(refusal, operationId, metadata))
            WriteMember(json, name, value);

        json.WriteEndObject();
        json.WriteEndObject();
    }

    private static void WriteMember(Utf8JsonWriter json, string name, object value)
    {
        if (value is bool isTrue)
            json.WriteBoolean(name, isTrue);
        else if (value is long number)
            json.WriteNumber(name, number);
        else
            json.WriteString(name, (string)value);
    }
}
