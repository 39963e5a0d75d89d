using System.Text.RegularExpressions;

namespace McpGuard.Cli.Doctor;

/// <summary>The Bearer challenge of an answer (RFC 6750 section 3).</summary>
internal sealed partial record Challenge(IReadOnlyDictionary<string, string> Parameters)
{
    public string? Error => Parameters.GetValueOrDefault("error");

    public string? Metadata => Parameters.GetValueOrDefault("resource_metadata");

    public IReadOnlyList<string> Scopes => (Parameters.GetValueOrDefault("scope") ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries);

    /// <returns>The one Bearer challenge, or null if there is none or more than one.</returns>
    public static Challenge? Of(WireAnswer answer)
    {
        if (answer.Header("WWW-Authenticate") is not { } header || Scheme().Count(header) != 1)
            return null;

        var parameters = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
        foreach (Match parameter in Parameter().Matches(header[Scheme().Match(header).Index..]))
            parameters.TryAdd(parameter.Groups[1].Value, parameter.Groups[2].Success ? Unescape(parameter.Groups[2].Value) : parameter.Groups[3].Value);

        return new(parameters);
    }

    private static string Unescape(string quoted) => quoted.Replace("\\\"", "\"", StringComparison.Ordinal).Replace(@"\\", @"\", StringComparison.Ordinal);

    [GeneratedRegex("""(?<=^|,\s*)Bearer(?=\s|$)""", RegexOptions.IgnoreCase)]
    private static partial Regex Scheme();

    [GeneratedRegex("""([A-Za-z_-]+)\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,"]+))""")]
    private static partial Regex Parameter();
}
