using System.Text.Json;

namespace McpGuard;

/// <summary>
/// Ties a device assertion to the caller whose access token came with it: subject, issuer, client and actor. The device of
/// anybody else, or of the same subject through somebody else, says nothing of this caller's.
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

    // Where the client stands for the actor, the token names none that a gateway could repeat.
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
