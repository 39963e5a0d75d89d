using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>What to ask of a server, beyond what every client asks.</summary>
/// <param name="Url">The address as the user typed it.</param>
/// <param name="Origin">The origin of a page in a browser.</param>
/// <param name="Registers">Whether to register a client.</param>
/// <param name="Token">An access token, which is sent to <paramref name="Url"/> only.</param>
/// <param name="Tool">A tool to call.</param>
/// <param name="Arguments">The arguments of the call.</param>
internal sealed record SurveyPlan(string Url, string Origin, bool Registers, string? Token, string? Tool, JsonElement Arguments);
