using System.Buffers;
using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>
/// Binds the URI of a resource: its canonical form by the template, and the variables of the template, decoded like in the
/// server.
/// </summary>
internal sealed class UriBinding : ArgumentBinding
{
    public const string Member = "uri";

    private readonly string _template;
    private readonly Regex? _parser;
    private readonly Dictionary<string, VariableType> _types = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _defaults = new(StringComparer.Ordinal);

    private UriBinding(string template, MethodInfo? method, DeclaredParameters? declared)
    {
        _template = template;
        _parser = template.Contains('{') ? SdkUriTemplate.ParserOf(template) : null;
        foreach (var name in _parser?.GetGroupNames().Where(name => name != "0") ?? [])
        {
            if (declared is not null)
            {
                AddDeclared(name, declared);
                continue;
            }

            var parameter = method?.GetParameters().FirstOrDefault(parameter => parameter.Name == name);
            _types[name] = new VariableType(parameter?.ParameterType ?? typeof(string));
            if (parameter?.HasDefaultValue is true)
                _defaults[name] = VariableType.FormOf(parameter.DefaultValue);
        }

        Type = new UriType(this);
    }

    public override BoundType Type { get; }

    public static UriBinding Of(string template, McpServerResource? resource)
    {
        var innermost = resource is null ? null : PrimitiveCode.Unwrap(resource).Last();
        if (innermost is null)
            return new(template, null, null);

        return new(template, MethodOf(innermost), DeclaredParameters.Of(resource));
    }

    /// <summary>The variables of a resource's template without the code.</summary>
    public static DeclaredParameters Declare(string template, McpServerResource resource)
    {
        if (DeclaredParameters.Of(resource) is { } declared)
            return declared;

        var method = MethodOf(PrimitiveCode.Unwrap(resource).Last());
        var binding = new UriBinding(template, method, null);
        var parameters = binding._types.Keys.Select(name => new DeclaredParameter(
            name,
            method?.GetParameters().FirstOrDefault(parameter => parameter.Name == name) is { } parameter
                ? DeclaredParameter.NameOf(parameter.ParameterType)
                : DeclaredParameter.Any,
            binding._defaults.TryGetValue(name, out var text) ? JsonSerializer.SerializeToElement(JsonValue.Create(text ?? ""), McpJson.Node) : null,
            IsRequired: false));
        return new DeclaredParameters([.. parameters], TakesOthers: false);
    }

    private static MethodInfo? MethodOf(IMcpServerPrimitive innermost) =>
        PrimitiveCode.FunctionOf(innermost)?.UnderlyingMethod ?? innermost.Metadata.OfType<MethodInfo>().FirstOrDefault();

    private void AddDeclared(string name, DeclaredParameters declared)
    {
        var parameter = declared.All.FirstOrDefault(parameter => parameter.Name == name);
        var isAny = parameter is { Type: DeclaredParameter.Any };
        _types[name] = new VariableType(isAny ? typeof(string) : DeclaredParameter.KnownTypes.GetValueOrDefault(parameter?.Type ?? ""));
        if (parameter?.Default is { } text)
            _defaults[name] = text.GetString();
    }

    protected override BoundArguments Bind(AccessRequest request)
    {
        var isCompletion = request.Method == RequestMethods.CompletionComplete;
        var uri = isCompletion ? CompletionArguments.UriOf(request.Arguments!.Value) : request.Target;
        if (uri is null)
            return new BoundArguments(request.Arguments!.Value, null, Doubt(Member, SchemaFailure.Encoding));

        // A completion may name the template, and states its known variables separately.
        var sent = isCompletion && uri == _template ? Completed(request.Arguments!.Value) : Decode(uri);
        if (sent is null)
            return new BoundArguments(Write(uri, new Dictionary<string, string?>()), null, Doubt(Member, SchemaFailure.Encoding));
        if (isCompletion && uri == _template)
            uri = Format(sent) ?? uri;

        var bound = new Dictionary<string, string?>(StringComparer.Ordinal);
        foreach (var (name, text) in sent)
        {
            if (_types[name].BindOrNone(text!) is not { } value)
                return new BoundArguments(Write(uri, sent), null, Doubt(name, _types[name].IsUnknown ? SchemaFailure.Unknown : SchemaFailure.Unbound));

            bound[name] = value;
        }

        if (!isCompletion)
        {
            foreach (var (name, value) in _defaults.Where(variable => !bound.ContainsKey(variable.Key) && Named.Contains(variable.Key)))
                bound[name] = value;
        }

        return new BoundArguments(Write(uri, sent), CanonicalOf(uri, sent) is { } canonical ? Write(canonical, bound) : null,
            UriAmbiguity.Exists(uri) || HasMore(uri) ? Doubt(Member, SchemaFailure.Encoding) : null);
    }

    /// <summary>The canonical form of a URI that matches the template, else null.</summary>
    private string? CanonicalOf(string uri) => Decode(uri) is { } variables ? CanonicalOf(uri, variables) : null;

    private string? CanonicalOf(string uri, IReadOnlyDictionary<string, string?> variables)
    {
        if (_parser is null)
            return _template;

        return Format(variables) is { } formatted && IsSame(Decode(formatted), variables) ? formatted : null;
    }

    private string? Format(IReadOnlyDictionary<string, string?> variables) =>
        SdkUriTemplate.Format(_template, variables.ToDictionary(variable => variable.Key, variable => (object?)variable.Value));

    // Decodes like the server after it has found this resource.
    private Dictionary<string, string?>? Decode(string uri)
    {
        if (!_template.Contains('{'))
            return SameUri(uri, _template) ? [] : null;
        if (_parser?.Match(uri) is not { Success: true } match)
            return null;

        return _types.Keys.Where(name => match.Groups[name].Success)
            .ToDictionary(name => name, name => (string?)Uri.UnescapeDataString(match.Groups[name].Value), StringComparer.Ordinal);
    }

    private Dictionary<string, string?> Completed(JsonElement parameters) =>
        CompletionArguments.Read(parameters).Where(argument => _types.ContainsKey(argument.Key) && argument.Value.ValueKind == JsonValueKind.String)
            .ToDictionary(argument => argument.Key, argument => argument.Value.GetString(), StringComparer.Ordinal);

    // A fragment or user information that the template does not have is dropped by one reader and kept by another.
    private bool HasMore(string uri) => (uri.Contains('#') && !_template.Contains('#')) || (HasUser(uri) && !_template.Contains('@'));

    private static bool HasUser(string uri) => Uri.TryCreate(uri, UriKind.Absolute, out var parsed) && parsed.UserInfo.Length > 0;

    private static bool SameUri(string one, string other) =>
        Uri.TryCreate(one, UriKind.Absolute, out var left) && Uri.TryCreate(other, UriKind.Absolute, out var right) ? left == right : one == other;

    private static bool IsSame(IReadOnlyDictionary<string, string?>? one, IReadOnlyDictionary<string, string?> other) =>
        one is not null && one.Where(variable => variable.Value?.Length > 0).Order(Variables.Instance)
            .SequenceEqual(other.Where(variable => variable.Value?.Length > 0).Order(Variables.Instance));

    private static JsonElement Write(string uri, IReadOnlyDictionary<string, string?> variables)
    {
        var buffer = new ArrayBufferWriter<byte>(256);
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString(Member, uri);
            foreach (var (name, value) in variables.Where(variable => variable.Key != Member))
                json.WriteString(name, value);

            json.WriteEndObject();
        }

        return JsonElement.Parse(buffer.WrittenSpan);
    }

    private sealed class Variables : IComparer<KeyValuePair<string, string?>>
    {
        public static readonly Variables Instance = new();

        public int Compare(KeyValuePair<string, string?> x, KeyValuePair<string, string?> y) => string.CompareOrdinal(x.Key, y.Key);
    }

    private sealed class UriType(UriBinding binding) : BoundType
    {
        private readonly UriText _uri = new(binding);

        public override JsonElement? BindOrNone(JsonElement value) => value;

        public override IReadOnlyCollection<string> AllNames => [UriBinding.Member, .. binding._types.Keys];

        public override BoundType? Member(string name) => name == UriBinding.Member ? _uri : binding._types.GetValueOrDefault(name);

        public override IReadOnlyCollection<string> MemberNames => binding._types.Keys;

        public override BoundType? AnyMember => AnyBoundType.Of([_uri, .. binding._types.Values]);
    }

    private sealed class UriText(UriBinding binding) : BoundType
    {
        public override JsonElement? BindOrNone(JsonElement value) =>
            value.ValueKind == JsonValueKind.String && binding.CanonicalOf(value.GetString()!) is { } canonical ? Text(canonical) : null;
    }
}
