namespace McpGuard;

/// <summary>The numbers of entries of a filtered list.</summary>
/// <param name="Shown">The number of shown entries.</param>
/// <param name="Withheld">The number of withheld entries.</param>
/// <param name="WithheldDigest">A digest of the names of the withheld entries.</param>
internal sealed record ListSummary(int Shown, int Withheld, string WithheldDigest);
