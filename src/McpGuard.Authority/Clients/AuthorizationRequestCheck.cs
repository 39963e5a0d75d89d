using OpenIddict.Server;
using static OpenIddict.Abstractions.OpenIddictConstants;
using static OpenIddict.Server.OpenIddictServerEvents;

namespace McpGuard.Authority.Clients;

/// <summary>Identifies the client of a sign-in, and the address that the code is sent to. A refusal is shown to the user and sent nowhere.</summary>
internal sealed class AuthorizationRequestCheck(ClientDirectory clients, ClientDocuments documents) :
    IOpenIddictServerHandler<ValidateAuthorizationRequestContext>
{
    public async ValueTask HandleAsync(ValidateAuthorizationRequestContext context)
    {
        var id = context.ClientId!;
        if (ClientDocuments.IsDocument(id) && await documents.ReadAsync(id, context.CancellationToken).ConfigureAwait(false) is { } problem)
        {
            context.Reject(Errors.InvalidClient, problem);
        }
        else if (clients.Find(id) is not { } client)
        {
            context.Reject(
                Errors.InvalidClient,
                "The client is unknown. Registrations end when the development authority stops: have the client forget its registration, and sign in again.");
        }
        else if (!RedirectUri.IsRegistered(context.RedirectUri, client.RedirectUris))
        {
            context.Reject(Errors.InvalidRequest, "The redirect_uri is missing, or the client did not register it.");
        }
    }
}
