using System.Text.Json;

namespace McpGuard;

/// <summary>What an approver is shown of a call, in addition to what is bound.</summary>
/// <param name="Description">The tool's description, or null.</param>
/// <param name="Arguments">The arguments, with some values masked.</param>
/// <param name="Masked">JSON pointers to the masked values.</param>
/// <param name="Defaults">The declared defaults of arguments that the call leaves out, or null.</param>
/// <param name="ArgumentDigest">The digest of the arguments, as in audit records.</param>
internal readonly record struct ApprovalDetails(
    string? Description, JsonElement Arguments, IReadOnlyList<string> Masked, JsonElement? Defaults, string? ArgumentDigest);
