namespace LocalAuthority;

/// <summary>The clients that this authority knows. Their secrets are no secrets: they work on this machine only.</summary>
public static class DevelopmentClients
{
    /// <summary>The application that people sign in to.</summary>
    public const string ChatApp = "chat-app";

    /// <summary>Agents, which act for people, or for themselves.</summary>
    public static readonly string[] Agents = ["agent-1", "agent-2"];

    /// <summary>What an agent may do for itself, without anybody to act for.</summary>
    public static readonly string[] AgentScopes = ["mcp:basic", "files:read", "tickets:read"];

    /// <summary>The secret of a client, or null if there is no such client.</summary>
    /// <param name="clientId">The client.</param>
    /// <returns>The secret.</returns>
    public static string? SecretOf(string? clientId) =>
        clientId == ChatApp || Agents.Contains(clientId) ? $"{clientId}-secret" : null;
}
