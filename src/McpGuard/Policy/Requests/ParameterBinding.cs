using System.Buffers;
using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>Binds the arguments of a tool or prompt to the parameters of its method, with their types and defaults.</summary>
internal sealed class ParameterBinding : ArgumentBinding
{
    private readonly Dictionary<string, BoundParameter> _parameters;

    // A target of a custom handler has no schema, so its defaults are unknown.
    private readonly bool _isKnown;

    private ParameterBinding(Dictionary<string, BoundParameter> parameters, IMcpServerPrimitive? primitive)
    {
        _parameters = parameters;
        _isKnown = primitive is not null;
        Type = new ParametersType(parameters, ParameterTable.IsComplete(primitive));
    }

    public override BoundType Type { get; }

    public static ParameterBinding Of(IMcpServerPrimitive? primitive) => new(ParameterTable.Of(primitive), primitive);

    protected override BoundArguments Bind(AccessRequest request)
    {
        // A completion does not run the target, so no defaults apply.
        var isCompletion = request.Method == RequestMethods.CompletionComplete;
        var sent = isCompletion ? CompletionArguments.Of(request.Arguments!.Value) : request.Arguments!.Value;
        if (sent.ValueKind != JsonValueKind.Object)
            return new BoundArguments(sent, null);

        var bound = new List<KeyValuePair<string, JsonElement>>();
        foreach (var argument in sent.EnumerateObject())
        {
            if (BindOrNone(argument) is not { } value)
                return new BoundArguments(sent, null, Doubt(argument.Name, IsUnknown(argument.Name) ? SchemaFailure.Unknown : SchemaFailure.Unbound));

            bound.Add(new(argument.Name, value));
        }

        if (isCompletion)
            return new BoundArguments(sent, Write(bound));

        var nulls = new List<KeyValuePair<string, JsonElement>>();
        foreach (var (name, @default) in Missing(sent))
        {
            if (@default is not { } value)
                return new BoundArguments(sent, null, Doubt(name, SchemaFailure.Default));

            (value.ValueKind == JsonValueKind.Null ? nulls : bound).Add(new(name, value));
        }

        return new BoundArguments(sent, Write(bound), WithNulls: nulls.Count > 0 ? Write([.. bound, .. nulls]) : null);
    }

    private JsonElement? BindOrNone(JsonProperty argument)
    {
        if (!_parameters.TryGetValue(argument.Name, out var parameter) || parameter.Type is not { } type)
            return argument.Value;

        return type.BindOrNone(argument.Value) is { } bound ? BoundMembers.Trim(type, argument.Value, bound, NamedMembers) : null;
    }

    private bool IsUnknown(string name) => _parameters[name].Type is UnknownBoundType;

    // The default of a parameter that a rule constrains, or null if the default is unknown.
    private IEnumerable<(string Name, JsonElement? Default)> Missing(JsonElement sent)
    {
        if (!_isKnown)
            return Constrained.Where(name => !sent.TryGetProperty(name, out _)).Select(name => (name, (JsonElement?)null));

        return Named.Where(name => !sent.TryGetProperty(name, out _))
            .Select(name => (Name: name, Parameter: _parameters.GetValueOrDefault(name)))
            .Where(missing => missing.Parameter is { IsRequired: false })
            .Select(missing => (missing.Name, missing.Parameter!.Default));
    }

    private static JsonElement Write(IReadOnlyList<KeyValuePair<string, JsonElement>> arguments)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            foreach (var (name, value) in arguments)
            {
                json.WritePropertyName(name);
                value.WriteTo(json);
            }

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private sealed class ParametersType(Dictionary<string, BoundParameter> parameters, bool isComplete) : BoundType
    {
        public override IReadOnlyCollection<string>? AllNames => isComplete ? parameters.Keys : null;

        public override JsonElement? BindOrNone(JsonElement value) => value;

        public override BoundType? Member(string name) => parameters.GetValueOrDefault(name)?.Type;

        public override IReadOnlyCollection<string> MemberNames => parameters.Keys;

        public override BoundType? AnyMember => AnyBoundType.Of(parameters.Values.Select(parameter => parameter.Type));
    }
}
