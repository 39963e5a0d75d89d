namespace McpGuard.Samples.Tests.Running;

/// <param name="Answers">The different answers to the same call.</param>
/// <param name="Asked">The scopes of each sign-in.</param>
internal sealed record ClientExpiry(string[] Answers, string[] Asked);
