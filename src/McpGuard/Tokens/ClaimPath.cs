using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Where something is in a JSON object: a member, or a path of members such as <c>/device/posture</c>, in which <c>~1</c> stands for a
/// slash and <c>~0</c> for a tilde (RFC 6901 section 3). Members are compared exactly.
/// </summary>
internal readonly record struct ClaimPath(string Text)
{
    private readonly string[] _steps = Text.StartsWith('/') ? Array.ConvertAll(Text[1..].Split('/'), Unescaped) : [Text];

    /// <summary>The names of the members on the path.</summary>
    public IReadOnlyList<string> Steps => _steps;

    /// <summary>Finds the value in the caller's verified claims.</summary>
    public JsonElement? In(DelegatedCaller caller) => In(caller.Claims);

    public JsonElement? In(JsonElement json)
    {
        foreach (var step in _steps)
        {
            if (json.ValueKind != JsonValueKind.Object || !json.TryGetProperty(step, out json))
                return null;
        }

        return json;
    }

    /// <summary>
    /// Finds a string in arguments as the server will bind them. If two members differ only by case, it is unknown which one the server
    /// binds, so nothing is found.
    /// </summary>
    public string? TextInArguments(JsonElement json)
    {
        foreach (var step in _steps)
        {
            if (json.ValueKind != JsonValueKind.Object)
                return null;

            var found = default(JsonElement?);
            foreach (var member in json.EnumerateObject())
            {
                if (member.Name == step)
                    found = member.Value;
                else if (FoldedComparer.Instance.Equals(member.Name, step))
                    return null;
            }

            if (found is null)
                return null;

            json = found.Value;
        }

        return json.ValueKind == JsonValueKind.String ? json.GetString() : null;
    }

    private static string Unescaped(string step) => step.Replace("~1", "/", StringComparison.Ordinal).Replace("~0", "~", StringComparison.Ordinal);
}
