using System.Runtime.CompilerServices;

namespace McpGuard;

/// <summary>The description of a caller in records, made once for all calls with its token.</summary>
internal sealed class AuditedCaller
{
    private static readonly ConditionalWeakTable<DelegatedCaller, AuditedCaller> _known = [];

    private AuditedCaller(DelegatedCaller caller)
    {
        Actors = ActorsOf(caller);
        Remarks = AuditRemarks.Of(caller);
        Token = new AuditToken
        {
            Issued = caller.IssuedAt,
            Expires = caller.ExpiresAt,
            Audiences = caller.AudienceCount,
            Algorithm = caller.TokenAlgorithm,
            KeyId = AuditText.Bounded(caller.TokenKeyId),
            AuthenticationContext = AuditText.Bounded(caller.AuthenticationContext),
            AuthenticatedAt = caller.AuthenticatedAt,
        };
    }

    public string[]? Actors { get; }

    public IReadOnlyList<AuditRemark>? Remarks { get; }

    public AuditToken Token { get; }

    public static AuditedCaller? Of(DelegatedCaller? caller) => caller is null ? null : _known.GetValue(caller, static caller => new AuditedCaller(caller));

    private static string[]? ActorsOf(DelegatedCaller caller)
    {
        var actors = new List<string>();
        for (var actor = caller.Actor; actor is not null; actor = actor.Prior)
            actors.Add(actor.Issuer is null || actor.Issuer == caller.Issuer ? actor.Subject : $"{actor.Issuer} {actor.Subject}");

        return actors.Count == 0 ? null : [.. actors];
    }
}
