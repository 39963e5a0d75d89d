using System.Text.Json;

namespace McpGuard;

/// <summary>Reads claims with their exact types. After the first fault, further values have no meaning.</summary>
internal ref struct ClaimReader(JsonElement claims, IssuerRules? rules = null)
{
    // 9999-12-31T23:59:59Z, the last second of DateTimeOffset
    private const long LastSecond = 253_402_300_799;

    public TokenFault? Fault { get; private set; }

    /// <summary>Reads a string, which must not be empty, or null if it is absent.</summary>
    public string? Text(params ReadOnlySpan<string> names)
    {
        if (!TryFind(names, out var value))
            return null;

        return TextOf(value) ?? Wrong<string>(names[0], value, "a text");
    }

    /// <summary>Reads a text that no check depends on. A value of another type counts as missing.</summary>
    public readonly string? TextOrNone(string name) => claims.TryGetProperty(name, out var value) ? TextOf(value) : null;

    /// <summary>Reads the first of several texts that is present. A value of another type counts as missing.</summary>
    public readonly string? TextOrNone(string[] names)
    {
        foreach (var name in names)
        {
            if (claims.TryGetProperty(name, out var value))
                return TextOf(value);
        }

        return null;
    }

    public string RequiredText(params ReadOnlySpan<string> names) => Text(names) ?? Missing("", names);

    /// <summary>Reads one text or a list of them, which may be empty.</summary>
    public string[] RequiredTexts(string name)
    {
        if (!TryFind([name], out var value))
            return Missing<string[]>([], name);

        return TextsOf(value) ?? Wrong<string[]>(name, value, "a text or a list of texts") ?? [];
    }

    /// <summary>Reads a NumericDate, which may have a fraction (RFC 7519 section 2), or null if it is absent.</summary>
    public DateTimeOffset? Time(string name)
    {
        if (!TryFind([name], out var value))
            return null;

        return TimeOf(value) ?? Wrong<DateTimeOffset?>(name, value, "a time in seconds since 1970");
    }

    /// <summary>Reads a time that no check depends on. A value of another type counts as missing.</summary>
    public readonly DateTimeOffset? TimeOrNone(string name) => claims.TryGetProperty(name, out var value) ? TimeOf(value) : null;

    public DateTimeOffset RequiredTime(string name) => Time(name) ?? Missing(DateTimeOffset.UnixEpoch, name);

    /// <summary>Reads scopes: words in a text (RFC 8693 section 4.2), or a list, as many products write them.</summary>
    public ScopeSet Scopes(params ReadOnlySpan<string> names)
    {
        if (!TryFind(names, out var value, out var name))
            return ScopeSet.Empty;
        if (value.ValueKind == JsonValueKind.String && value.GetString() is { Length: <= TokenLimits.ScopeLength } words)
            return ScopeSet.Parse(words);
        if (value.ValueKind == JsonValueKind.Array && TextsOf(value) is { } list && list.All(ScopeSet.IsScopeToken))
            return new ScopeSet(list);

        return Wrong<ScopeSet>(name!, value, $"scopes as words in a text of at most {TokenLimits.ScopeLength} characters, or one scope in each place of a list")
            ?? ScopeSet.Empty;
    }

    /// <summary>
    /// Reads the names of groups or roles: a string or a list, in a claim or in a member of one, given as a path such as
    /// <c>/realm_access/roles</c>. Any other value gives no names.
    /// </summary>
    public readonly IReadOnlyList<string> Names(ClaimPath[] paths)
    {
        foreach (var path in paths)
        {
            if (path.In(claims) is { } value)
                return TextsOf(value) ?? [];
        }

        return [];
    }

    /// <summary>Reads a chain of actors (RFC 8693 section 4.1), or null if there is no actor.</summary>
    public Actor? Actor(string name) => TryFind([name], out var act) && act.ValueKind != JsonValueKind.Null ? Actor(act, 1) : null;

    // The JSON depth already bounds the recursion.
    private Actor? Actor(JsonElement act, int depth)
    {
        if (depth <= TokenLimits.ActorDepth && act.ValueKind == JsonValueKind.Object &&
            act.TryGetProperty("sub", out var sub) && TextOf(sub) is { } subject)
        {
            string? issuer = null;
            if (!act.TryGetProperty("iss", out var iss) || (issuer = TextOf(iss)) is not null)
                return new Actor(subject, issuer, act.TryGetProperty("act", out var prior) ? Actor(prior, depth + 1) : null, PersonOf(act, subject));
        }

        return Wrong<Actor>("act", act, $"an object with a sub, at most {TokenLimits.ActorDepth} deep");
    }

    private readonly string? PersonOf(JsonElement act, string subject) =>
        rules is not null && new ClaimReader(act).TextOrNone(rules.PersonClaims) is { } person && person != subject ? person : null;

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

        value = default;
        found = null;
        return false;
    }

    private static string[]? TextsOf(JsonElement value)
    {
        if (value.ValueKind != JsonValueKind.Array)
            return TextOf(value) is { } text ? [text] : null;
        if (value.GetArrayLength() > TokenLimits.ListLength)
            return null;

        string[] texts = [.. value.EnumerateArray().Select(TextOf).OfType<string>()];
        return texts.Length == value.GetArrayLength() ? texts : null;
    }

    private static string? TextOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.String && value.GetString() is { Length: > 0 and <= TokenLimits.StringLength } text
            ? text
            : null;

    private static DateTimeOffset? TimeOf(JsonElement value) =>
        value.ValueKind == JsonValueKind.Number && value.TryGetDouble(out var seconds) && seconds is >= 0 and <= LastSecond
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;

    private T Missing<T>(T value, params ReadOnlySpan<string> names)
    {
        Fault ??= new(ReasonCode.ClaimMissing)
        {
            Part = string.Join(" or ", names),
            Expected = rules?.HintOf(names[0]) ?? "a value",
            Found = "no such claim",
            Setting = rules?.SettingOf(names[0]),
        };
        return value;
    }

    private T? Wrong<T>(string name, JsonElement value, string expected)
    {
        Fault ??= new(ReasonCode.ClaimInvalid)
        {
            Part = name,
            Expected = $"{expected}; texts of 1 to {TokenLimits.StringLength} characters, lists of at most {TokenLimits.ListLength}",
            Found = TokenFault.Kind(value),
            Setting = rules?.SettingOf(name),
        };
        return default;
    }
}
