using System.Text.Json;

namespace McpGuard;

/// <summary>Measures the nesting depth of a value.</summary>
internal static class JsonDepth
{
    public static bool Exceeds(JsonElement value, int levels) => value.ValueKind switch
    {
        JsonValueKind.Array => levels == 0 || AnyItem(value, levels - 1),
        JsonValueKind.Object => levels == 0 || AnyMember(value, levels - 1),
        _ => false,
    };

    private static bool AnyItem(JsonElement array, int levels)
    {
        foreach (var item in array.EnumerateArray())
        {
            if (Exceeds(item, levels))
                return true;
        }

        return false;
    }

    private static bool AnyMember(JsonElement value, int levels)
    {
        foreach (var member in value.EnumerateObject())
        {
            if (Exceeds(member.Value, levels))
                return true;
        }

        return false;
    }
}
