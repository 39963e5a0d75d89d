using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>What a client with a token gets.</summary>
/// <param name="Claims">The claims of the token, unverified; null if it is opaque.</param>
/// <param name="Initialize">The answer to the first message.</param>
/// <param name="List">The answer to the request for the tools.</param>
/// <param name="Tool">The tool that was called.</param>
/// <param name="Call">The answer to its call.</param>
internal sealed record TokenAnswers(JsonElement? Claims, WireAnswer Initialize, WireAnswer? List, string? Tool, WireAnswer? Call);
