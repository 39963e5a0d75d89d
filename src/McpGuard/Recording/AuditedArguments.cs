using System.Text.Json;

namespace McpGuard;

/// <summary>The description of a call's arguments in a record: names, types, size and digest, and values only if a rule allows it.</summary>
internal readonly record struct AuditedArguments(
    string[] Names, string[] Types, int Bytes, RecordDigest Digest, IReadOnlyDictionary<string, string>? Values, string[]? Undeclared)
{
    public static AuditedArguments? Of(
        string? tool, DeclaredArguments? declared, IDictionary<string, JsonElement>? arguments, AuditDigest digest, RecordedValues values)
    {
        if (arguments is not { Count: > 0 })
            return null;

        var names = DeclaredArguments.SortedNames(declared, arguments);
        var bounded = AuditText.Bounded(names);
        var (hash, bytes) = digest.OfArguments(names, arguments);
        var undeclared = declared?.FindOthers(names) is { } others ? AuditText.Bounded(others) : null;
        return new(bounded, TypesOf(names.AsSpan(0, bounded.Length), arguments), bytes, hash, values.Of(tool, arguments), undeclared);
    }

    private static string[] TypesOf(ReadOnlySpan<string> names, IDictionary<string, JsonElement> arguments)
    {
        var types = new string[names.Length];
        for (var i = 0; i < names.Length; i++)
            types[i] = TypeOf(arguments[names[i]]);

        return types;
    }

    private static string TypeOf(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "object",
        JsonValueKind.Array => "array",
        JsonValueKind.String => "string",
        JsonValueKind.Number => "number",
        JsonValueKind.True or JsonValueKind.False => "boolean",
        _ => "null",
    };
}
