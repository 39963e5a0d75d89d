using System.Text.Json.Nodes;
using System.Text.RegularExpressions;

namespace McpGuard.Samples.Tests.Running;

/// <summary>What the conformance suite has found.</summary>
/// <param name="MeetsRequirements">Whether nothing failed that the protocol version requires.</param>
/// <param name="Succeeded">How often each check succeeded: some are made more than once.</param>
/// <param name="Failed">The checks that failed, and why.</param>
/// <param name="Output">What the suite printed.</param>
internal sealed partial record ConformanceResult(
    bool MeetsRequirements, IReadOnlyDictionary<string, int> Succeeded, IReadOnlyDictionary<string, string?> Failed, string Output)
{
    /// <summary>Reads the folder that the suite has written: a folder for each scenario, such as
    /// <c>server-tools-list-2026-11-23T10-00-00-000Z</c>.</summary>
    public static ConformanceResult Read(DirectoryInfo folder, bool meetsRequirements, string output)
    {
        var checks = folder.EnumerateFiles("checks.json", SearchOption.AllDirectories)
            .SelectMany(file => JsonNode.Parse(File.ReadAllText(file.FullName))!.AsArray()
                .Select(check => (
                    Name: $"{Decoration().Replace(file.Directory!.Name, "")}: {check!["id"]}",
                    Status: (string?)check["status"],
                    Error: (string?)check["errorMessage"])))
            .ToArray();

        return new ConformanceResult(
            meetsRequirements,
            checks.Where(check => check.Status == "SUCCESS").CountBy(check => check.Name).ToDictionary(),
            checks.Where(check => check.Status == "FAILURE").DistinctBy(check => check.Name).ToDictionary(check => check.Name, check => check.Error),
            output);
    }

    /// <summary>The checks that succeed less often than in another result.</summary>
    public IEnumerable<string> LostSince(ConformanceResult other) => other.Succeeded
        .Where(check => Succeeded.GetValueOrDefault(check.Key) < check.Value)
        .Select(check => $"{check.Key} ({Failed.GetValueOrDefault(check.Key) ?? "not made"})");

    [GeneratedRegex(@"^server-|-\d{4}-\d\d-\d\dT[\d-]+Z$")]
    private static partial Regex Decoration();
}
