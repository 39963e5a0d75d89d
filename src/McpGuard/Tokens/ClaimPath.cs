using System.Text.Json;

namespace McpGuard;

/// <summary>A place in a JSON object: a member, or a path of members such as <c>/device/posture</c>. Members are compared exactly.</summary>
internal readonly record struct ClaimPath(string Text)
{
    private readonly string[] _steps = Text.StartsWith('/') ? Text[1..].Split('/') : [Text];

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
}
