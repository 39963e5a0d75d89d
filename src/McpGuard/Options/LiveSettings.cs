using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>
/// The settings that can change while the server runs, beside the policy document. The version of a policy stands for all of
/// them: whom to trust, and who may. Every setting that is not here needs a restart.
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
    IDictionary<string, ToolOptions> Tools,
    DeviceAssertionOptions? DeviceAssertion,
    UndeclaredArgumentMode UndeclaredArguments)
{
    /// <summary>The names of the options that can change.</summary>
    public static readonly FrozenSet<string> Names =
        OptionsJson.Default.LiveSettings.Properties.Select(property => property.Name).Append(nameof(McpGuardOptions.Policy)).ToFrozenSet(StringComparer.Ordinal);

    // A version is published; a hash over a weak secret would be a way to guess it.
    private static readonly JsonTypeInfo<LiveSettings> _withoutSecrets = (JsonTypeInfo<LiveSettings>)new JsonSerializerOptions
    {
        TypeInfoResolver = OptionsJson.Default.WithAddedModifier(static type =>
        {
            if (type.Type == typeof(IntrospectionOptions))
                type.Properties.Remove(type.Properties.Single(property => property.Name == nameof(IntrospectionOptions.ClientSecret)));
        }),
    }.GetTypeInfo(typeof(LiveSettings));

    public static LiveSettings Of(McpGuardOptions options) => new(
        options.Authority, options.Issuers, options.DefaultIssuer, options.MaxTokenLifetime, options.ClockSkew, options.RequireSoleAudience,
        options.Callers, options.DefaultScopes, options.Tools, options.DeviceAssertion, options.UndeclaredArguments);

    /// <summary>What a version is made of. Equal settings give equal texts.</summary>
    public string ToVersioned() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, _withoutSecrets));

    /// <summary>All of it, secrets too, to tell whether anything has changed.</summary>
    public string ToFingerprint() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, OptionsJson.Default.LiveSettings));
}
