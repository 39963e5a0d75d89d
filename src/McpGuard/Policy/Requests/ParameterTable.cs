using System.ComponentModel;
using System.Reflection;
using System.Text.Json;
using Microsoft.Extensions.AI;
using ModelContextProtocol;
using ModelContextProtocol.Server;
#pragma warning disable MEAI001 // A parameter has the name that the SDK binds it by; the attribute is the SDK's way to set it.

namespace McpGuard;

/// <summary>Finds the parameters in the schema of a tool or prompt, with the types and defaults of its method.</summary>
internal static class ParameterTable
{
    private static readonly Type[] _maps = [typeof(Dictionary<,>), typeof(IDictionary<,>), typeof(IReadOnlyDictionary<,>)];

    public static Dictionary<string, BoundParameter> Of(IMcpServerPrimitive? primitive)
    {
        if (DeclaredParameters.Of(primitive) is { } declared)
            return declared.All.ToDictionary(parameter => parameter.Name, parameter => parameter.Bind(), StringComparer.Ordinal);

        var (function, method) = CodeOf(primitive);
        var byName = (method?.GetParameters() ?? []).ToLookup(NameOf, StringComparer.Ordinal);
        var options = function?.JsonSerializerOptions ?? McpJsonUtilities.DefaultOptions;

        var parameters = new Dictionary<string, BoundParameter>(StringComparer.Ordinal);
        foreach (var (name, schema, isRequired) in Declared(primitive))
            parameters[name] = Parameter(byName[name].FirstOrDefault(), options, schema, isRequired);

        return parameters;
    }

    /// <summary>The same parameters without the code.</summary>
    public static DeclaredParameters Declare(IMcpServerPrimitive primitive)
    {
        if (DeclaredParameters.Of(primitive) is { } declared)
            return declared;

        var (function, method) = CodeOf(primitive);
        var byName = (method?.GetParameters() ?? []).ToLookup(NameOf, StringComparer.Ordinal);
        var bindsAsUsual = BindsAsUsual(function);
        var parameters = Of(primitive).Select(parameter =>
            new DeclaredParameter(
                parameter.Key, TypeOf(byName[parameter.Key].FirstOrDefault(), bindsAsUsual), parameter.Value.Default, parameter.Value.IsRequired));
        return new DeclaredParameters([.. parameters], !IsComplete(primitive));
    }

    private static string? TypeOf(ParameterInfo? parameter, bool bindsAsUsual)
    {
        if (parameter is null)
            return DeclaredParameter.Any;

        return bindsAsUsual ? DeclaredParameter.NameOf(parameter.ParameterType) : null;
    }

    /// <summary>
    /// Whether the target receives no other arguments. This holds for a method with one parameter per argument, or by its schema. A
    /// method that takes the request or all arguments also receives undeclared ones.
    /// </summary>
    public static bool IsComplete(IMcpServerPrimitive? primitive)
    {
        if (DeclaredParameters.Of(primitive) is { } declared)
            return !declared.TakesOthers;

        return CodeOf(primitive).Method is { } method ? !SeesAll(method) : AllowsNoOthers(primitive);
    }

    /// <summary>The parameters that keep each key of an object as it is. None of a tool that binds arguments in another way, or sees all of them.</summary>
    public static IEnumerable<string> MapsOf(IMcpServerPrimitive primitive)
    {
        var (function, method) = CodeOf(primitive);
        return function is not null && method is not null && BindsAsUsual(function) && !SeesAll(method)
            ? method.GetParameters().Where(parameter => IsMap(parameter.ParameterType)).Select(NameOf)
            : [];
    }

    // Other types may compare their keys in their own way.
    private static bool IsMap(Type type) =>
        type.IsGenericType && _maps.Contains(type.GetGenericTypeDefinition()) && type.GenericTypeArguments[0] == typeof(string);

    // Other options may have converters of their own.
    private static bool BindsAsUsual(AIFunction? function) =>
        function?.JsonSerializerOptions is null || ReferenceEquals(function.JsonSerializerOptions, McpJsonUtilities.DefaultOptions);

    private static bool SeesAll(MethodInfo method) => Array.Exists(method.GetParameters(), parameter => SeesAll(parameter.ParameterType));

    private static bool AllowsNoOthers(IMcpServerPrimitive? primitive) =>
        primitive is McpServerTool { ProtocolTool.InputSchema: { ValueKind: JsonValueKind.Object } schema } &&
            !schema.TryGetProperty("patternProperties", out _) &&
            schema.TryGetProperty("additionalProperties", out var others) && others.ValueKind == JsonValueKind.False;

    private static bool SeesAll(Type type) =>
        type == typeof(AIFunctionArguments) || (type.IsGenericType && type.GetGenericTypeDefinition() == typeof(RequestContext<>));

    private static (AIFunction? Function, MethodInfo? Method) CodeOf(IMcpServerPrimitive? primitive)
    {
        var innermost = primitive is null ? null : PrimitiveCode.Unwrap(primitive).Last();
        var function = innermost is null ? null : PrimitiveCode.FunctionOf(innermost);
        return (function, function?.UnderlyingMethod ?? innermost?.Metadata.OfType<MethodInfo>().FirstOrDefault());
    }

    private static IEnumerable<(string Name, JsonElement Schema, bool IsRequired)> Declared(IMcpServerPrimitive? primitive)
    {
        if (primitive is McpServerPrompt { ProtocolPrompt.Arguments: { } arguments })
            return arguments.Select(argument => (argument.Name, default(JsonElement), argument.Required is true));
        if (primitive is not McpServerTool { ProtocolTool.InputSchema: { ValueKind: JsonValueKind.Object } schema } ||
            !schema.TryGetProperty("properties", out var properties) || properties.ValueKind != JsonValueKind.Object)
            return [];

        HashSet<string?> required = schema.TryGetProperty("required", out var names) && names.ValueKind == JsonValueKind.Array
            ? [.. names.EnumerateArray().Where(name => name.ValueKind == JsonValueKind.String).Select(name => name.GetString())]
            : [];
        return properties.EnumerateObject().Select(member => (member.Name, member.Value, required.Contains(member.Name)));
    }

    // The method decides. The schema is used only for a tool without a method.
    private static BoundParameter Parameter(ParameterInfo? parameter, JsonSerializerOptions options, JsonElement schema, bool isRequired)
    {
        var type = parameter is null ? null : JsonBoundType.Of(parameter.ParameterType, options);
        var stated = schema.ValueKind == JsonValueKind.Object && schema.TryGetProperty("default", out var value) ? value.Clone() : default(JsonElement?);
        if (parameter is null)
            return new BoundParameter(null, stated, isRequired);

        var hasDefault = TryGetDefault(parameter, out var @default);
        return new BoundParameter(type, hasDefault ? Write(@default, parameter, options) ?? stated : null, IsRequired: !hasDefault);
    }

    private static bool TryGetDefault(ParameterInfo parameter, out object? value)
    {
        var attribute = parameter.GetCustomAttribute<DefaultValueAttribute>(inherit: true);
        value = attribute?.Value;
        if (attribute is null && parameter.HasDefaultValue)
            value = parameter.DefaultValue;

        return attribute is not null || parameter.HasDefaultValue || parameter.IsOptional;
    }

    // The default of a structure is null here, and in the schema as it is.
    private static JsonElement? Write(object? value, ParameterInfo parameter, JsonSerializerOptions options)
    {
        var type = parameter.ParameterType;
        if (value is null)
            return type.IsValueType && Nullable.GetUnderlyingType(type) is null ? null : JsonElement.Parse("null"u8);

        try
        {
            var target = Nullable.GetUnderlyingType(type) ?? type;
            var typed = target.IsEnum && value is not Enum ? Enum.ToObject(target, value) : value;
            return JsonSerializer.SerializeToElement(typed, CanonicalOptions.Of(options).GetTypeInfo(typed.GetType()));
        }
        catch (Exception exception) when (exception is NotSupportedException or JsonException or InvalidOperationException or ArgumentException)
        {
            return null;
        }
    }

    private static string NameOf(ParameterInfo parameter) =>
        parameter.GetCustomAttribute<AIParameterNameAttribute>(inherit: true)?.Name ?? parameter.Name ?? "";
}

/// <summary>One parameter of a tool or prompt.</summary>
/// <param name="Type">The type of its values, or null if unknown.</param>
/// <param name="Default">The value of a missing argument, or null if there is none or it is unknown.</param>
/// <param name="IsRequired">Whether a call without it does not run.</param>
internal sealed record BoundParameter(BoundType? Type, JsonElement? Default, bool IsRequired);
