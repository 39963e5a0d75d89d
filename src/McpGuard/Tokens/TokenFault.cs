using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Why a token was refused, for the operator: it goes to the log and the audit record, never to the caller. It holds no token and no
/// secret, and what it shows of the token is bounded.
/// </summary>
/// <param name="Reason">The rule that refused the token.</param>
internal sealed record TokenFault(ReasonCode Reason)
{
    private const int MaxShown = 5;

    /// <summary>The claim, such as <c>aud</c>, or the header parameter, such as <c>header.typ</c>.</summary>
    public string? Part { get; init; }

    /// <summary>What the rule expects there.</summary>
    public string? Expected { get; init; }

    /// <summary>The value in the token. It is not verified.</summary>
    public string? Found
    {
        get;
        init => field = AuditText.Unverified(value);
    }

    /// <summary>The longest lifetime that is accepted, if the token exceeds it. The caller is told.</summary>
    public TimeSpan? Limit { get; init; }

    /// <summary>The setting that decides it, as the configuration names it.</summary>
    public string? Setting { get; init; }

    /// <summary>The fault as a record shows it.</summary>
    public AuditTokenFault ToRecorded() => new()
    {
        Part = AuditText.Bounded(Part),
        Expected = AuditText.Bounded(Expected),
        Found = Found,
        Setting = AuditText.Bounded(Setting),
    };

    /// <summary>Shows a few of several names, and says how many there are.</summary>
    public static string List(IReadOnlyCollection<string> names) => names.Count switch
    {
        0 => "an empty list",
        <= MaxShown => string.Join(", ", names),
        _ => $"{string.Join(", ", names.Take(MaxShown))} and {names.Count - MaxShown} more",
    };

    /// <summary>Shows the kind of a value that has the wrong type, and not the value.</summary>
    public static string Kind(JsonElement value) => value.ValueKind switch
    {
        JsonValueKind.Object => "an object",
        JsonValueKind.Array => $"a list of {value.GetArrayLength()}",
        JsonValueKind.String => $"a text of {value.GetString()!.Length} characters",
        JsonValueKind.Number => "a number",
        JsonValueKind.True or JsonValueKind.False => "a boolean",
        _ => "null",
    };
}
