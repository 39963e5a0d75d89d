namespace McpGuard;

/// <summary>Where keys come from, for the operator to look at when they cannot be read.</summary>
/// <param name="Issuer">Whose keys they are.</param>
/// <param name="Place">The address or file that they are read from.</param>
/// <param name="Setting">The setting that decides it.</param>
internal sealed record KeyOrigin(string Issuer, string Place, string Setting);
