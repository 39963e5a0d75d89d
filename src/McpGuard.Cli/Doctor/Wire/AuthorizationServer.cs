using System.Text.Json;

namespace McpGuard.Cli.Doctor;

/// <summary>An authorization server, as its metadata describes it.</summary>
/// <param name="Issuer">Its name in the metadata of the server.</param>
/// <param name="Places">The addresses at which clients look for its metadata, in their order.</param>
internal sealed record AuthorizationServer(string Issuer, IReadOnlyList<PlacedDocument> Places)
{
    /// <summary>The first document that is there.</summary>
    public JsonElement? Document => Places.FirstOrDefault(place => place.Document is not null)?.Document;

    public IReadOnlyList<string>? Scopes => Document.Strings("scopes_supported");

    /// <summary>RFC 8414 section 2 has this default.</summary>
    public IReadOnlyList<string> ClientAuthentication => Document.Strings("token_endpoint_auth_methods_supported") ?? ["client_secret_basic"];

    public bool TakesPublicClientDocuments => TakesClientDocuments && ClientAuthentication.Contains("none");

    public bool TakesClientDocuments => Document.IsTrue("client_id_metadata_document_supported");

    public string? RegistrationEndpoint => Document.String("registration_endpoint");
}
