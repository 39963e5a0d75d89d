using McpGuard.Authority.Clients;

namespace McpGuard.Authority.Tokens;

/// <summary>The scopes and resources that the authority grants.</summary>
internal sealed class Grants(AuthorityOptions options)
{
    /// <returns>Why a client does not get these scopes, or null.</returns>
    public string? ScopeProblem(Client client, IEnumerable<string> scopes)
    {
        foreach (var scope in scopes)
        {
            if (options.Scopes.Count > 0 && !options.Scopes.Contains(scope))
                return $"This development authority does not have the scope {scope}. It has {string.Join(", ", options.Scopes)}.";
            if (options.HoldToRegisteredScopes && !client.IsOwn && !(client.Scopes ?? options.Scopes).Contains(scope))
                return $"The client did not register the scope {scope}.";
        }

        return null;
    }

    /// <returns>Why there is no token for these resources, or null. A token is for one resource.</returns>
    public string? ResourceProblem(IReadOnlyList<string> asked, out string resource)
    {
        IReadOnlyList<string> named = asked is [] && options.Resources.Count == 1 ? options.Resources : asked;
        resource = named is [var only] ? only : "";
        if (resource.Length == 0)
            return "Name the resource that the token is for, and only one.";

        return options.Resources.Count > 0 && !options.Resources.Contains(resource)
            ? $"This development authority does not have the resource {resource}. It has {string.Join(", ", options.Resources)}."
            : null;
    }
}
