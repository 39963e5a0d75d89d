using System.Buffers.Text;
using System.Security.Cryptography;

namespace McpGuard;

/// <summary>Makes the request for the approval of a call, as people will see it.</summary>
internal static class ApprovalCandidate
{
    private const int IdBytes = 16;

    public static Approval Of(ApprovalLookup look, ApprovalCall call, ApprovalDetails details, DateTimeOffset now)
    {
        var (caller, until) = (call.Caller, now + look.Demands.Min(demand => demand.WaitFor));
        return new Approval
        {
            Id = $"apr_{Base64Url.EncodeToString(RandomNumberGenerator.GetBytes(IdBytes))}",
            Binding = look.Binding,
            OperationId = call.OperationId,
            Requester = CallerKey.Of(caller),
            Subject = new ApprovalPerson(caller.Issuer, caller.Subject, caller.Person),
            Actors = [.. ActorsOf(caller)],
            ClientId = caller.ClientId,
            Resource = call.Resource,
            Tool = call.Tool,
            Description = details.Description,
            Arguments = details.Arguments,
            Masked = details.Masked,
            Defaults = details.Defaults,
            ArgumentDigest = details.ArgumentDigest,
            DefinitionDigest = call.Definition,
            PolicyVersion = look.PolicyVersion,
            Demands = look.Demands,
            RequestedAt = now,
            WaitsUntil = until,
            HoldsUntil = until,
        };
    }

    private static IEnumerable<ApprovalPerson> ActorsOf(DelegatedCaller caller)
    {
        for (var actor = caller.Actor; actor is not null; actor = actor.Prior)
            yield return new ApprovalPerson(actor.Issuer ?? caller.Issuer, actor.Subject, actor.Person);
    }
}
