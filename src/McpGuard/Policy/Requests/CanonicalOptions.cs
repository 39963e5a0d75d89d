using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>A tool's own serializer options, so that what they have read is written in one form and whole.</summary>
internal static class CanonicalOptions
{
    private static readonly ConditionalWeakTable<JsonSerializerOptions, JsonSerializerOptions> _all = [];

    public static JsonSerializerOptions Of(JsonSerializerOptions reading) => _all.GetValue(reading, static options =>
    {
        var writing = new JsonSerializerOptions(options)
        {
            DefaultIgnoreCondition = JsonIgnoreCondition.Never,
            IgnoreReadOnlyProperties = false,
            NumberHandling = JsonNumberHandling.Strict,
            WriteIndented = false,
        };
        if (options.TypeInfoResolver is { } resolver)
            writing.TypeInfoResolver = resolver.WithAddedModifier(WriteAll);

        writing.Converters.Insert(0, new CanonicalTime());
        writing.Converters.Insert(0, new CanonicalInstant());
        writing.Converters.Insert(0, new CanonicalUri());
        return writing;
    });

    // The target gets a member too that is not written while it has its default.
    private static void WriteAll(JsonTypeInfo type)
    {
        foreach (var property in type.Properties)
            property.ShouldSerialize = null;
    }
}
