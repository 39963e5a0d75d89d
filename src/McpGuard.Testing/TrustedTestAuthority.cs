namespace McpGuard.Testing;

/// <summary>An authority that a server was told to trust. Another registration of the authority itself, as a service, does not count.</summary>
internal sealed record TrustedTestAuthority(TestAuthority Authority);
