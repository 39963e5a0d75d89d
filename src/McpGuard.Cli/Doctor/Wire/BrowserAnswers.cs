namespace McpGuard.Cli.Doctor;

/// <summary>What a page in a browser gets.</summary>
/// <param name="Origin">The origin of the page.</param>
/// <param name="Preflight">The answer to the preflight of a message.</param>
/// <param name="Challenge">The answer to a first message.</param>
/// <param name="Metadata">The answer to a request for the metadata.</param>
internal sealed record BrowserAnswers(string Origin, WireAnswer Preflight, WireAnswer Challenge, WireAnswer? Metadata);
