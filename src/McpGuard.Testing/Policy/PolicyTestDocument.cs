using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard.Testing;

// The generated reader gives the members that are left out their defaults only if they can be set.

/// <summary>A file of policy tests.</summary>
internal sealed record PolicyTestDocument(IReadOnlyList<CaseDocument> Cases)
{
    [JsonPropertyName("$schema")]
    public string? Schema { get; set; }

    public string? Surface { get; set; }

    public IReadOnlyList<string> Settings { get; set; } = [];

    public DateTimeOffset? Time { get; set; }

    public IReadOnlyDictionary<string, CallerDocument> Callers { get; set; } = new Dictionary<string, CallerDocument>();
}

/// <summary>One question and its expected answer. Exactly one of tool, prompt, resource and method is set.</summary>
internal sealed record CaseDocument(string Caller, ExpectedEffect Effect)
{
    public string? Name { get; set; }

    public string? Tool { get; set; }

    public string? Prompt { get; set; }

    public string? Resource { get; set; }

    public string? Method { get; set; }

    public JsonElement? Arguments { get; set; }

    public string? Address { get; set; }

    public DateTimeOffset? Time { get; set; }

    public ReasonCode? Reason { get; set; }

    public string? Rule { get; set; }
}

/// <summary>The verified content of a caller's token.</summary>
internal sealed record CallerDocument(string Subject)
{
    public string? Issuer { get; set; }

    /// <summary>The current actor first.</summary>
    public IReadOnlyList<string> Actors { get; set; } = [];

    public string? Client { get; set; }

    public IReadOnlyList<string> Scopes { get; set; } = [];

    public IReadOnlyList<string> Groups { get; set; } = [];

    public IReadOnlyList<string> Roles { get; set; } = [];

    public string? SignInStrength { get; set; }

    public DateTimeOffset? SignedInAt { get; set; }

    public JsonElement? Claims { get; set; }
}

internal enum ExpectedEffect
{
    Allow,
    Deny,
    WouldDeny,
    Undecided,
}

internal sealed class SnakeCaseWord<TEnum>() : JsonStringEnumConverter<TEnum>(JsonNamingPolicy.SnakeCaseLower, allowIntegerValues: false)
    where TEnum : struct, Enum;

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    AllowDuplicateProperties = false,
    ReadCommentHandling = JsonCommentHandling.Skip,
    Converters = [typeof(SnakeCaseWord<ExpectedEffect>), typeof(SnakeCaseWord<ReasonCode>)])]
[JsonSerializable(typeof(PolicyTestDocument))]
[JsonSerializable(typeof(Dictionary<string, string>))]
internal sealed partial class PolicyTestJson : JsonSerializerContext;
