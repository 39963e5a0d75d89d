using System.Text.Json;

namespace McpGuard;

/// <summary>Reads claims with their exact types. After the first fault, further values have no meaning.</summary>
internal ref struct ClaimReader(JsonElement claims)
{
    // 9999-12-31T23:59:59Z, the last second of DateTimeOffset
    private const long LastSecond = 253_402_300_799;

    private const int MaxListLength = 64;

    // Entra ID writes up to 200 groups.
    private const int MaxNames = 500;

    public ReasonCode? Fault { get; private set; }

    /// <summary>Reads a string, which must not be empty, or null if it is absent.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        if (!TryFind(names, out var value))
            return null;

        return TextOf(value) ?? Wrong<string>();
    }

    public string RequiredText(params ReadOnlySpan<string> names) => Text(names) ?? Missing("");

    /// <summary>Reads a string or a list of strings.</summary>
    public string[] RequiredTexts(string name)
    {
        if (!TryFind([name], out var value))
            return Missing<string[]>([]);

        return TextsOf(value) is { Length: > 0 } texts ? texts : Wrong<string[]>() ?? [];
    }

    /// <summary>Reads a NumericDate, which may have a fraction (RFC 7519 section 2), or null if it is absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!TryFind([name], out var value))
            return null;
        if (value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= LastSecond)
            return DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond));

        return Wrong<DateTimeOffset?>();
    }

    public DateTimeOffset RequiredTime(string name) => Time(name) ?? Missing(DateTimeOffset.UnixEpoch);

    /// <summary>Reads scopes: words in a string, or a list in a claim other than the standard's <c>scope</c> (RFC 8693 section 4.2).</summary>
    public ScopeSet Scopes(params ReadOnlySpan<string> names)
    {
        if (!TryFind(names, out var value, out var name))
            return ScopeSet.Empty;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= TokenLimits.StringLength } words)
            return ScopeSet.Parse(words);
        if (name != "scope" && value.ValueKind == JsonValueKind.Array && TextsOf(value) is { } list && list.All(ScopeSet.IsScopeToken))
            return new ScopeSet(list);

        return Wrong<ScopeSet>() ?? ScopeSet.Empty;
    }

    /// <summary>
    /// Reads the names of groups or roles: a string or a list, in a claim or in a member of one, given as a path such as
    /// <c>/realm_access/roles</c>. Any other value gives no names.
    /// </summary>
    public readonly IReadOnlyList<string> Names(string[] paths)
    {
        foreach (var path in paths)
        {
            var value = claims;
            var isThere = true;
            foreach (var step in path.StartsWith('/') ? path[1..].Split('/') : [path])
                isThere = isThere && value.ValueKind == JsonValueKind.Object && value.TryGetProperty(step, out value);

            if (isThere)
                return TextsOf(value, MaxNames) ?? [];
        }

        return [];
    }

    /// <summary>Reads a chain of actors (RFC 8693 section 4.1), or null if there is no actor.</summary>
    public Actor? Actor(string name) => TryFind([name], out var act) ? Actor(act, 1) : null;

    // The JSON depth already bounds the recursion.
    private Actor? Actor(JsonElement act, int depth)
    {
        if (depth <= TokenLimits.ActorDepth && act.ValueKind == JsonValueKind.Object &&
            act.TryGetProperty("sub", out var sub) && TextOf(sub) is { } subject)
        {
            string? issuer = null;
            if (!act.TryGetProperty("iss", out var iss) || (issuer = TextOf(iss)) is not null)
                return new Actor(subject, issuer, act.TryGetProperty("act", out var prior) ? Actor(prior, depth + 1) : null);
        }

        return Wrong<Actor>();
    }

    private readonly bool TryFind(ReadOnlySpan<string> names, out JsonElement value) => TryFind(names, out value, out _);

    private readonly bool TryFind(ReadOnlySpan<string> names, out JsonElement value, out string? found)
    {
        foreach (var name in names)
        {
            if (claims.TryGetProperty(name, out value))
            {
                found = name;
                return true;
            }
        }

        (value, found) = (default, null);
        return false;
    }

    private static string[]? TextsOf(JsonElement value, int most = MaxListLength)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return TextOf(value) is { } text ? [text] : null;

        string[] texts = [.. value.EnumerateArray().Take(most).Select(TextOf).OfType<string>()];
        return texts.Length == value.GetArrayLength() ? texts : null;
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= TokenLimits.StringLength } text
            ? text
            : null;

    private T Missing<T>(T value)
    {
        Fault ??= ReasonCode.ClaimMissing;
        return value;
    }

    private T? Wrong<T>()
    {
        Fault ??= ReasonCode.ClaimInvalid;
        return default;
    }
}
