using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>
/// The settings that can change while the server runs, in addition to the policy document. The version of a policy covers all of them: the
/// trusted issuers, and the permitted callers, but not the form of answers. Every other setting needs a restart.
/// </summary>
internal sealed record LiveSettings(
    string? Authority,
    IDictionary<string, IssuerOptions> Issuers,
    string? DefaultIssuer,
    TimeSpan MaxTokenLifetime,
    TimeSpan ClockSkew,
    bool RequireSoleAudience,
    CallerOptions Callers,
    IList<string> DefaultScopes,
    IList<string> ExpectedTargets,
    IDictionary<string, ToolOptions> Tools,
    DeviceAssertionOptions? DeviceAssertion,
    UndeclaredArgumentMode UndeclaredArguments,
    AnswerOptions Answers)
{
    /// <summary>The names of the options that can change.</summary>
    public static readonly FrozenSet<string> Names =
        OptionsJson.Default.LiveSettings.Properties.Select(property => property.Name).Append(nameof(McpGuardOptions.Policy))
            .ToFrozenSet(StringComparer.Ordinal);

    // A version is published, and a hash over a weak secret would help to guess it. The form of an answer changes no decision.
    private static readonly JsonTypeInfo<LiveSettings> _versioned = (JsonTypeInfo<LiveSettings>)new JsonSerializerOptions
    {
        TypeInfoResolver = OptionsJson.Default.WithAddedModifier(static type =>
        {
            var answers = type.Type == typeof(LiveSettings) || type.Type == typeof(IssuerOptions) ? nameof(Answers) : null;
            var omitted = type.Type == typeof(IntrospectionOptions) ? nameof(IntrospectionOptions.ClientSecret) : answers;
            if (omitted is not null)
                type.Properties.Remove(type.Properties.Single(property => property.Name == omitted));
        }),
    }.GetTypeInfo(typeof(LiveSettings));

    public static LiveSettings Of(McpGuardOptions options) => new(
        options.Authority, options.Issuers, options.DefaultIssuer, options.MaxTokenLifetime, options.ClockSkew, options.RequireSoleAudience,
        options.Callers, options.DefaultScopes, options.ExpectedTargets, options.Tools, options.DeviceAssertion, options.UndeclaredArguments,
        options.Answers);

    /// <summary>The input of a version. Equal settings give equal texts.</summary>
    public string ToVersioned() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, _versioned));

    /// <summary>All settings, secrets included, to detect changes.</summary>
    public string ToFingerprint() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, OptionsJson.Default.LiveSettings));
}
