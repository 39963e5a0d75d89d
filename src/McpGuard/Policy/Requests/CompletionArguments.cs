using System.Buffers;
using System.Text.Json;

namespace McpGuard;

/// <summary>The arguments of a completion: those that are already known, and the one that is being completed.</summary>
internal static class CompletionArguments
{
    public static JsonElement Of(JsonElement parameters)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in Read(parameters))
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    /// <summary>The URI or template that a completion refers to.</summary>
    public static string? UriOf(JsonElement parameters) =>
        Member(parameters, "ref") is { } reference && Member(reference, "uri") is { ValueKind: JsonValueKind.String } uri ? uri.GetString() : null;

    public static Dictionary<string, JsonElement> Read(JsonElement parameters)
    {
        var arguments = new Dictionary<string, JsonElement>(StringComparer.Ordinal);
        if (Member(parameters, "context") is { } context && Member(context, "arguments") is { ValueKind: JsonValueKind.Object } known)
        {
            foreach (var argument in known.EnumerateObject())
                arguments[argument.Name] = argument.Value;
        }

        if (Member(parameters, "argument") is { } asked && Member(asked, "name") is { ValueKind: JsonValueKind.String } name &&
            Member(asked, "value") is { } value)
            arguments[name.GetString()!] = value;

        return arguments;
    }

    // The SDK reads these members ignoring case; two that differ only by case were refused before.
    private static JsonElement? Member(JsonElement value, string name)
    {
        if (value.ValueKind != JsonValueKind.Object)
            return null;

        foreach (var member in value.EnumerateObject())
        {
            if (FoldedComparer.Instance.Equals(member.Name, name))
                return member.Value;
        }

        return null;
    }
}
