using System.Text.Json;
using System.Text.Json.Nodes;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;

namespace McpGuard.TestSupport;

/// <summary>A refusal in a tool result. It has the same content as an error, with the wait under another name.</summary>
internal sealed record Refused(string Text, JsonObject Members)
{
    /// <summary>Reads a tool result, or returns null if the guard has not refused the call.</summary>
    public static Refused? Of(JsonNode? result)
    {
        if (result is not JsonObject { } members || (bool?)members["isError"] is not true ||
            members["_meta"]?["io.github.mcpguard/refusal"] is not JsonObject refusal)
            return null;

        Assert.That(members.ContainsKey("structuredContent"), Is.False, "Some clients show structured content instead of the text.");
        return new Refused((string)members["content"]!.AsArray().Single()!["text"]!, refusal);
    }

    public JsonObject ToError()
    {
        var data = Members.DeepClone().AsObject();
        data.Remove("code");
        if (data.Remove("retryAfter", out var wait))
            data["retry_after"] = wait;

        return new JsonObject { ["code"] = (int)Members["code"]!, ["message"] = Text, ["data"] = data };
    }

    public JsonRpcErrorDetail ToDetail() => new()
    {
        Code = (int)Members["code"]!,
        Message = Text,
        Data = ToError()["data"]!.AsObject().ToDictionary(member => member.Key, member => JsonSerializer.SerializeToElement(member.Value)),
    };

    public McpProtocolException ToException()
    {
        var exception = new McpProtocolException(Text, (McpErrorCode)(int)Members["code"]!);
        foreach (var (name, value) in ToError()["data"]!.AsObject())
            exception.Data[name] =
                value!.GetValueKind() switch { JsonValueKind.String => (string?)value, JsonValueKind.Number => (long)value, _ => (bool)value };

        return exception;
    }
}
