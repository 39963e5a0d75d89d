using System.Globalization;
using System.Reflection;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard.Tests.Documentation;

/// <summary>All options as rows of a table: the path in the configuration, the default, and the documentation of the code.</summary>
internal static class OptionRows
{
    public static IEnumerable<string> All() => Of(OptionsJson.Default.McpGuardOptions, new McpGuardOptions(), "");

    private static IEnumerable<string> Of(JsonTypeInfo type, object owner, string prefix) =>
        type.Properties.SelectMany(property => Of(property, type, owner, $"{prefix}{property.Name}"));

    private static IEnumerable<string> Of(JsonPropertyInfo property, JsonTypeInfo owner, object instance, string path)
    {
        var value = property.Get!(instance);
        var type = owner.Options.GetTypeInfo(property.PropertyType);
        if (type.Kind == JsonTypeInfoKind.Object)
            return Of(type, value ?? Activator.CreateInstance(property.PropertyType)!, $"{path}:");

        var (member, element) = type.Kind == JsonTypeInfoKind.Dictionary ? ("NAME", owner.Options.GetTypeInfo(type.ElementType!)) : (null, null);
        return element is { Kind: JsonTypeInfoKind.Object }
            ? Of(element, Activator.CreateInstance(type.ElementType!)!, $"{path}:{member}:")
            : [Row(member is null ? path : $"{path}:{member}", Values(property.PropertyType, type.Kind), Default(value, type.Kind), Summary(property))];
    }

    private static string Row(string path, string values, string value, string summary) => $"| `{path}` | {values} | {value} | {summary} |";

    private static string Summary(JsonPropertyInfo property) =>
        ReferencePage.Cell(XmlSummaries.MarkedOfProperty(((MemberInfo)property.AttributeProvider!).DeclaringType!, property.Name));

    private static string Values(Type type, JsonTypeInfoKind kind) => kind switch
    {
        JsonTypeInfoKind.Enumerable => "list",
        JsonTypeInfoKind.Dictionary => "text",
        _ => Values(Nullable.GetUnderlyingType(type) ?? type),
    };

    private static string Values(Type type) => type switch
    {
        { IsEnum: true } => string.Join(", ", Enum.GetNames(type).Select(name => $"`{name}`")),
        _ when type == typeof(bool) => "`true`, `false`",
        _ when type == typeof(TimeSpan) => "time",
        _ when type == typeof(string) => "text",
        _ => "number",
    };

    private static string Default(object? value, JsonTypeInfoKind kind) => (value, kind) switch
    {
        (null, _) or (_, JsonTypeInfoKind.Enumerable or JsonTypeInfoKind.Dictionary) => "",
        (bool flag, _) => flag ? "`true`" : "`false`",
        (TimeSpan time, _) => $"`{time:c}`",
        _ => $"`{Convert.ToString(value, CultureInfo.InvariantCulture)}`",
    };
}
