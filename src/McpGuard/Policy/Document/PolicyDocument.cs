using System.Security.Cryptography;
using System.Text;
using System.Text.Json;

namespace McpGuard;

/// <summary>A parsed policy: the common settings, and the rules. All problems are reported at once.</summary>
internal sealed class PolicyDocument
{
    /// <summary>The maximum depth and length of a document.</summary>
    private const int MaxDepth = 64;
    private const int MaxLength = 16 * 1024 * 1024;

    private PolicyDocument(PolicySettings settings, PolicyRule[] rules) => (Settings, Rules) = (settings, rules);

    public PolicySettings Settings { get; }

    public PolicyRule[] Rules { get; }

    /// <param name="text">The document, or null for an empty one.</param>
    /// <param name="sources">The dependencies of its conditions.</param>
    /// <param name="versioned">Further content that the version covers.</param>
    /// <param name="problems">The list to which problems are added.</param>
    public static PolicyDocument Read(string? text, ConditionSources sources, string versioned, ICollection<string> problems)
    {
        using var json = Parse(text, problems);
        var root = new PolicyObject(json.RootElement, "$", problems);
        var settings = new PolicySettings
        {
            Version = VersionOf(json.RootElement, versioned),
            Mode = root.Choice<PolicyMode>("Mode") ?? PolicyMode.Enforce,
            Lists = root.Choice<ListMode>("Lists") ?? ListMode.HideForbidden,
            ChallengeScopes = root.Choice<ChallengeScopes>("ChallengeScopes") ?? ChallengeScopes.ByVersion,
            ConcealForbidden = root.Flag("ConcealForbidden"),
            SignInStrengths = root.Texts("SignInStrengths"),
            FactIssuers = sources.FactIssuers,
            DeviceHeader = sources.Devices?.Header,
            Scopes = ScopeHierarchy.Read(root),
        };
        if (settings.SignInStrengths.Distinct(StringComparer.Ordinal).Count() < settings.SignInStrengths.Length)
            root.Wrong("SignInStrengths", "names a context twice, so their order is not clear");

        foreach (var context in settings.SignInStrengths.Where(context => !ScopeSet.IsScopeToken(context)))
            root.Wrong("SignInStrengths", $"has '{context}': write each context by itself, without spaces, quotes or backslashes");

        var groups = new Dictionary<string, (TargetKind, string)[]>(StringComparer.Ordinal);
        foreach (var (name, section) in root.Named("TargetGroups"))
        {
            groups[name] = [.. PolicyRule.ReadTargets(section)];
            section.Finish();
        }

        sources = sources with { SignInStrengths = settings.SignInStrengths, Engine = EngineOptions.Read(root) };
        var rules = root.Named("Rules").Select(rule => PolicyRule.Read(rule.Name, rule.Object, groups, settings.Mode, sources)).ToArray();
        foreach (var rule in rules.Where(rule => rule.Name is Requirement.Declaration or Requirement.Options))
            problems.Add($"{rule.Path} has a name that is reserved in records. Choose another name.");

        root.Finish();
        return new PolicyDocument(settings, rules);
    }

    private static JsonDocument Parse(string? text, ICollection<string> problems)
    {
        if (text?.Length > MaxLength)
            problems.Add($"$ is longer than {MaxLength} characters.");
        else if (text is not null)
        {
            try
            {
                return JsonDocument.Parse(text, new JsonDocumentOptions { MaxDepth = MaxDepth });
            }
            catch (JsonException exception)
            {
                problems.Add($"$ is not JSON: line {exception.LineNumber + 1}, position {exception.BytePositionInLine + 1}.");
            }
        }

        return JsonDocument.Parse("{}");
    }

    private static string VersionOf(JsonElement json, string versioned) =>
        "sha256:" + Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes($"{versioned}\n{CanonicalJson.Write(json)}")).AsSpan(0, 16));
}
