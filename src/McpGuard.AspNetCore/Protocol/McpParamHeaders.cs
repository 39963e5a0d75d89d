using System.Globalization;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// The headers that repeat arguments for intermediaries (<c>Mcp-Param-*</c>, SEP-2243).
/// </summary>
internal static class McpParamHeaders
{
    private const string Prefix = "Mcp-Param-";
    private const string Annotation = "x-mcp-header";

    public static bool ArePresent(IHeaderDictionary headers)
    {
        foreach (var (name, _) in headers)
        {
            if (name.StartsWith(Prefix, StringComparison.OrdinalIgnoreCase))
                return true;
        }

        return false;
    }

    /// <summary>Whether each header agrees with the argument to which the tool's schema connects it.</summary>
    public static bool Agree(IHeaderDictionary headers, McpServerTool? tool, JsonElement? arguments) =>
        tool?.ProtocolTool.InputSchema is not { ValueKind: JsonValueKind.Object } schema || Agree(headers, schema, arguments);

    private static bool Agree(IHeaderDictionary headers, JsonElement schema, JsonElement? arguments)
    {
        if (!schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return true;

        foreach (var property in properties.EnumerateObject().Where(property => property.Value.ValueKind == JsonValueKind.Object))
        {
            JsonElement? argument = arguments is { ValueKind: JsonValueKind.Object } given && given.TryGetProperty(property.Name, out var value) ? value : null;
            if (!Agree(headers, property.Value, argument))
                return false;

            if (property.Value.TryGetProperty(Annotation, out var name) && name.ValueKind == JsonValueKind.String &&
                headers[Prefix + name.GetString()] is { Count: > 0 } header &&
                    (header.Count > 1 || !IsSame(McpHeaders.Decode(header[0]!.Trim()), argument, property.Value)))
                return false;
        }

        return true;
    }

    private static bool IsSame(string? header, JsonElement? argument, JsonElement schema) => argument?.ValueKind switch
    {
        JsonValueKind.String => header == argument.Value.GetString(),
        JsonValueKind.True => header == "true",
        JsonValueKind.False => header == "false",

        // 42 and 42.0 are the same integer.
        JsonValueKind.Number => header == argument.Value.GetRawText() || (IsInteger(schema) && argument.Value.TryGetDecimal(out var number) &&
            decimal.TryParse(header, NumberStyles.Float, CultureInfo.InvariantCulture, out var other) && other == number),
        _ => false,
    };

    private static bool IsInteger(JsonElement schema) => schema.TryGetProperty("type", out var type) && type.ValueKind switch
    {
        JsonValueKind.String => type.ValueEquals("integer"),
        JsonValueKind.Array => type.EnumerateArray().Any(one => one.ValueKind == JsonValueKind.String && one.ValueEquals("integer")),
        _ => false,
    };
}
