using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

// The generated reader gives the members that are left out their defaults only if they can be set.

/// <summary>A server's surface as JSON.</summary>
/// <param name="Version">The version of the format, <see cref="Current"/>.</param>
internal sealed record ServerManifest(int Version)
{
    public const int Current = 1;

    public IReadOnlyList<ManifestTarget> Tools { get; set; } = [];

    public IReadOnlyList<ManifestTarget> Prompts { get; set; } = [];

    public IReadOnlyList<ManifestTarget> Resources { get; set; } = [];

    /// <summary>Which of tools, prompts and resources a handler serves as well, of which nothing is known.</summary>
    public IReadOnlyList<string> Handlers { get; set; } = [];

    /// <summary>The methods that the server handles by itself.</summary>
    public IReadOnlyList<string> Methods { get; set; } = [];

    /// <summary>The notifications that the server handles by itself.</summary>
    public IReadOnlyList<string> Notifications { get; set; } = [];

    /// <summary>Whether a session may have other methods.</summary>
    public bool SessionsMayDiffer { get; set; }
}

/// <summary>One tool, prompt or resource.</summary>
/// <param name="Definition">The definition as the server lists it, without icons and <c>_meta</c>.</param>
internal sealed record ManifestTarget(JsonElement Definition)
{
    public IReadOnlyList<string> Scopes { get; set; } = [];

    public bool AllowsAnyCaller { get; set; }

    /// <summary>The other demands of the code, in their order.</summary>
    public IReadOnlyList<ManifestDemand> Demands { get; set; } = [];

    public IReadOnlyList<ManifestParameter> Parameters { get; set; } = [];

    /// <summary>Whether it may receive arguments that are not among the parameters.</summary>
    public bool TakesOthers { get; set; }
}

/// <summary>One requirement other than scopes. Exactly one member is set.</summary>
internal sealed record ManifestDemand
{
    public IReadOnlyList<string>? Groups { get; set; }

    public IReadOnlyList<string>? Roles { get; set; }

    public string? SignInStrength { get; set; }

    public int? FreshSignIn { get; set; }

    public string? Condition { get; set; }

    /// <summary>Why the demands cannot be read.</summary>
    public string? Unreadable { get; set; }
}

/// <summary>One parameter, as <see cref="DeclaredParameter"/> has it.</summary>
internal sealed record ManifestParameter(string Name)
{
    public string? Type { get; set; }

    /// <summary>The default; undefined if there is none. A default of <c>null</c> is one.</summary>
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingDefault)]
    public JsonElement Default { get; set; }

    public bool IsRequired { get; set; }
}

[JsonSourceGenerationOptions(
    PropertyNamingPolicy = JsonKnownNamingPolicy.CamelCase,
    UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    RespectNullableAnnotations = true,
    RespectRequiredConstructorParameters = true,
    MaxDepth = McpJson.MaxDepth,
    WriteIndented = true)]
[JsonSerializable(typeof(ServerManifest))]
internal sealed partial class ManifestJson : JsonSerializerContext;
