using System.Text.Json.Serialization;

namespace McpGuard.Authority.Clients;

/// <summary>What a client says about itself, in a registration (RFC 7591) or in a metadata document.</summary>
internal sealed record ClientMetadata
{
    private const int MaxEntries = 100;
    private const int MaxLength = 2000;

    public string? ClientId { get; init; }

    public string? ClientSecret { get; init; }

    public string? ClientName { get; init; }

    public IReadOnlyList<string>? RedirectUris { get; init; }

    public IReadOnlyList<string>? GrantTypes { get; init; }

    public string? Scope { get; init; }

    public string? TokenEndpointAuthMethod { get; init; }

    [JsonIgnore]
    public IReadOnlyList<string>? Scopes => Scope?.Split(' ', StringSplitOptions.RemoveEmptyEntries);

    [JsonIgnore]
    public bool MayRefresh => GrantTypes?.Contains("refresh_token") is true;

    /// <returns>Why the addresses are refused, or null.</returns>
    public string? RedirectUriProblem() => RedirectUris switch
    {
        null or { Count: 0 or > MaxEntries } => $"redirect_uris must have 1 to {MaxEntries} addresses.",
        var uris when uris.All(RedirectUri.IsAllowed) => null,
        _ => "redirect_uris must be https addresses, http addresses of this machine, or addresses of an application, without a fragment or a user.",
    };

    /// <returns>Why the rest is refused, or null.</returns>
    public string? Problem(params string[] authMethods)
    {
        if (TokenEndpointAuthMethod is { } method && !authMethods.Contains(method))
            return $"token_endpoint_auth_method must be one of {string.Join(", ", authMethods)}.";
        if (GrantTypes is { } grants && !grants.Contains("authorization_code"))
            return "grant_types must have authorization_code.";

        return ClientName?.Length > MaxLength || Scope?.Length > MaxLength ? $"client_name and scope must have at most {MaxLength} characters." : null;
    }
}

[JsonSourceGenerationOptions(PropertyNamingPolicy = JsonKnownNamingPolicy.SnakeCaseLower, MaxDepth = 8)]
[JsonSerializable(typeof(ClientMetadata))]
internal sealed partial class ClientMetadataJson : JsonSerializerContext;
