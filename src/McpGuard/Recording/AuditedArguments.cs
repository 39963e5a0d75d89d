using System.Text.Json;

namespace McpGuard;

/// <summary>The description of a call's arguments in a record: names, types, size and digest, and values only if a rule allows it.</summary>
internal readonly record struct AuditedArguments(string[] Names, string[] Types, int Bytes, string Digest, IReadOnlyDictionary<string, string>? Values, string[]? Undeclared)
{
    public static AuditedArguments? Of(string? tool, DeclaredArguments? declared, IDictionary<string, JsonElement>? arguments, AuditDigest digest, RecordedValues values)
    {
        if (arguments is not { Count: > 0 })
            return null;

        var names = new string[arguments.Count];
        arguments.Keys.CopyTo(names, 0);
        Array.Sort(names, StringComparer.Ordinal);
        var bounded = AuditText.Bounded(names);
        var (text, bytes) = digest.OfArguments(names, arguments);
        return new(bounded, Array.ConvertAll(names[..bounded.Length], name => TypeOf(arguments[name])), bytes, text, values.Of(tool, arguments), declared?.FindOthers(names) is { } others ? AuditText.Bounded(others) : null);
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
