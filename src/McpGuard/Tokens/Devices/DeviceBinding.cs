using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Compares a device assertion with the caller of the access token in the same request: subject, issuer, client and actor. An assertion for
/// another subject, or for the same subject through another actor or client, is not accepted.
/// </summary>
internal sealed class DeviceBinding(DeviceAssertionOptions assertion)
{
    private readonly ClaimPath _issuer = new(assertion.SubjectIssuerClaim);
    private readonly ClaimPath _client = new(assertion.ClientClaim);

    public bool Fits(JsonElement claims, DelegatedCaller caller)
    {
        var reader = new ClaimReader(claims);
        var (subject, actor) = (reader.Text("sub"), reader.Actor("act"));
        return reader.Fault is null && subject == caller.Subject && Text(_client, claims) == caller.ClientId &&
            Text(_issuer, claims) is { } issuer && IssuerName.KeyOf(issuer) == IssuerName.KeyOf(caller.Issuer) &&
            IsActor(actor, caller);
    }

    // If the client is the actor, the token has no actor claim that a gateway could copy.
    private static bool IsActor(Actor? actor, DelegatedCaller caller)
    {
        if (actor is null || caller.Actor is null)
            return actor is null && (caller.Actor is null || caller.ActorSource == ActorSource.ClientId);

        return Name(actor) == Name(caller.Actor);

        Principal Name(Actor named) => Principal.Of(named.Issuer ?? caller.Issuer, named.Subject);
    }

    private static string? Text(ClaimPath path, JsonElement claims) =>
        path.In(claims) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;
}
