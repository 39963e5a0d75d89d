namespace McpGuard.Testing;

/// <summary>An authority that a server trusts. A registration of the authority itself, as a service, does not count.</summary>
internal sealed record TrustedTestAuthority(TestAuthority Authority);
