using System.Runtime.CompilerServices;
using System.Text.Json;
using System.Text.Json.Serialization;

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
        writing.Converters.Insert(0, new CanonicalTime());
        writing.Converters.Insert(0, new CanonicalInstant());
        writing.Converters.Insert(0, new CanonicalUri());
        return writing;
    });
}
