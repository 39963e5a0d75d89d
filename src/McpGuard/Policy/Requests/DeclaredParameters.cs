using System.Collections.Frozen;
using System.Text.Json;
using ModelContextProtocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The parameters of a tool, prompt or resource without its code, as a manifest has them.</summary>
/// <param name="All">The parameters.</param>
/// <param name="TakesOthers">Whether the target may receive arguments that are not among them.</param>
internal sealed record DeclaredParameters(IReadOnlyList<DeclaredParameter> All, bool TakesOthers)
{
    /// <summary>What stands in for a target's code, or null if the target has code.</summary>
    public static DeclaredParameters? Of(IMcpServerPrimitive? primitive) => primitive?.Metadata.OfType<DeclaredParameters>().FirstOrDefault();
}

/// <summary>One parameter without its code.</summary>
/// <param name="Name">How arguments name it.</param>
/// <param name="Type">
/// A name of <see cref="KnownTypes"/>, <see cref="Any"/> for one that receives the value as it is sent, or null for a type that is
/// known on the server only.
/// </param>
/// <param name="Default">The value of a missing argument, or null if there is none or it is unknown.</param>
/// <param name="IsRequired">Whether a call without it does not run.</param>
internal sealed record DeclaredParameter(string Name, string? Type, JsonElement? Default, bool IsRequired)
{
    public const string Any = "any";

    /// <summary>The types that bind values in the same way everywhere.</summary>
    public static readonly FrozenDictionary<string, Type> KnownTypes = new Dictionary<string, Type>(StringComparer.Ordinal)
    {
        ["string"] = typeof(string),
        ["string[]"] = typeof(string[]),
        ["object"] = typeof(object),
        ["json"] = typeof(JsonElement),
        ["uri"] = typeof(Uri),
        ["bool"] = typeof(bool),
        ["bool?"] = typeof(bool?),
        ["byte"] = typeof(byte),
        ["byte?"] = typeof(byte?),
        ["int16"] = typeof(short),
        ["int16?"] = typeof(short?),
        ["int32"] = typeof(int),
        ["int32?"] = typeof(int?),
        ["int32[]"] = typeof(int[]),
        ["int64"] = typeof(long),
        ["int64?"] = typeof(long?),
        ["int64[]"] = typeof(long[]),
        ["single"] = typeof(float),
        ["single?"] = typeof(float?),
        ["double"] = typeof(double),
        ["double?"] = typeof(double?),
        ["double[]"] = typeof(double[]),
        ["decimal"] = typeof(decimal),
        ["decimal?"] = typeof(decimal?),
        ["guid"] = typeof(Guid),
        ["guid?"] = typeof(Guid?),
        ["datetime"] = typeof(DateTime),
        ["datetime?"] = typeof(DateTime?),
        ["datetimeoffset"] = typeof(DateTimeOffset),
        ["datetimeoffset?"] = typeof(DateTimeOffset?),
        ["date"] = typeof(DateOnly),
        ["date?"] = typeof(DateOnly?),
        ["time"] = typeof(TimeOnly),
        ["time?"] = typeof(TimeOnly?),
        ["timespan"] = typeof(TimeSpan),
        ["timespan?"] = typeof(TimeSpan?),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    private static readonly FrozenDictionary<Type, string> _names = KnownTypes.ToFrozenDictionary(type => type.Value, type => type.Key);

    public static string? NameOf(Type type) => _names.GetValueOrDefault(type);

    /// <summary>The parameter as it binds JSON.</summary>
    public BoundParameter Bind() => new(Type == Any ? null : (BoundType?)BoundTypeOf(Type) ?? UnknownBoundType.Instance, Default, IsRequired);

    private static JsonBoundType? BoundTypeOf(string? name) =>
        name is not null && KnownTypes.TryGetValue(name, out var type) ? JsonBoundType.Of(type, McpJsonUtilities.DefaultOptions) : null;
}

/// <summary>A type that is known on the server only, so a value is undecided here.</summary>
internal sealed class UnknownBoundType : BoundType
{
    public static readonly UnknownBoundType Instance = new();

    public override JsonElement? BindOrNone(JsonElement value) => null;
}
