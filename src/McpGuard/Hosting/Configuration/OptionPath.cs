using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>Classifies a path below the configuration section.</summary>
internal static class OptionPath
{
    /// <summary>
    /// Whether the path is a setting of the options, or of an issuer or tool in them, and not an entry of a list or a named entry. The
    /// rules of a policy are also a setting: without them the policy requires nothing.
    /// </summary>
    public static bool IsPart(string path) =>
        path.Equals($"{nameof(McpGuardOptions.Policy)}:Rules", StringComparison.OrdinalIgnoreCase) || (Walk(path, out var isNamed) is not null && !isNamed);

    /// <summary>Whether the author chooses the last name in the path: a tool, an issuer, a rule, an argument.</summary>
    public static bool IsNamedByAuthor(string path)
    {
        Walk(path, out var isNamed);
        return isNamed;
    }

    private static JsonTypeInfo? Walk(string path, out bool isNamed)
    {
        JsonTypeInfo? type = OptionsJson.Default.McpGuardOptions;
        var isPolicy = false;
        isNamed = false;
        foreach (var name in path.Split(':'))
        {
            isNamed = isPolicy || type?.Kind == JsonTypeInfoKind.Dictionary;
            var next = isNamed && !isPolicy ? type!.ElementType : PropertyOf(type, name);
            isPolicy |= type?.Type == typeof(McpGuardOptions) && name.Equals(nameof(McpGuardOptions.Policy), StringComparison.OrdinalIgnoreCase);
            type = next is null ? null : OptionsJson.Default.GetTypeInfo(next);
        }

        return type;
    }

    private static Type? PropertyOf(JsonTypeInfo? type, string name) =>
        type?.Kind == JsonTypeInfoKind.Object
            ? type.Properties.FirstOrDefault(property => property.Name.Equals(name, StringComparison.OrdinalIgnoreCase))?.PropertyType
            : null;
}
