using System.Collections.Frozen;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;

namespace McpGuard;

/// <summary>
/// The settings that can change while the server runs, in addition to the policy document. The version of a policy covers all of them: the
/// trusted issuers, and the permitted callers. Every other setting needs a restart.
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

    // A version is published, and a hash over a weak secret would help to guess it.
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

    /// <summary>The input of a version. Equal settings give equal texts.</summary>
    public string ToVersioned() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, _withoutSecrets));

    /// <summary>All settings, secrets included, to detect changes.</summary>
    public string ToFingerprint() => CanonicalJson.Write(JsonSerializer.SerializeToElement(this, OptionsJson.Default.LiveSettings));
}
