namespace McpGuard.Authority.Clients;

/// <summary>The clients that the authority knows. All of this is forgotten when the authority stops.</summary>
internal sealed class ClientDirectory
{
    /// <summary>The application that users sign in to. It stands for a sign-in without a browser.</summary>
    public const string ChatApp = "chat-app";

    private const int MaxRemembered = 1000;
    private const int MaxNameLength = 100;

    private readonly Dictionary<string, Client> _own;
    private readonly BoundedMap<Client> _remembered = new(MaxRemembered);

    // The secrets are public: they work on this machine only, where every program can sign in as every user anyway.
    public ClientDirectory(AuthorityOptions options)
    {
        Client[] own = [New(ChatApp), .. options.Agents.Select(agent => New(agent) with { IsAgent = true })];
        _own = own.ToDictionary(client => client.Id, StringComparer.Ordinal);
    }

    /// <returns>Whether this is a name for a user: short, visible, and no client's.</returns>
    public bool IsUser(string? name) => name is { Length: > 0 and <= MaxNameLength }
        && !name.Any(character => char.IsControl(character) || char.IsWhiteSpace(character))
        && !_own.ContainsKey(name);

    public Client? Find(string? id) => id is null ? null : _own.GetValueOrDefault(id) ?? _remembered.Find(id);

    public void Remember(Client client) => _remembered.Replace(client.Id, client);

    private static Client New(string id) => new(id, "a client of this development authority") { Secret = $"{id}-secret", IsOwn = true };
}
