namespace McpGuard;

/// <summary>Says of a filtered list how much of it its caller was shown.</summary>
/// <param name="Shown">How many entries.</param>
/// <param name="Withheld">How many not.</param>
/// <param name="WithheldDigest">What stands for the names of those.</param>
internal sealed record ListSummary(int Shown, int Withheld, string WithheldDigest);
