using System.Net;

namespace McpGuard;

/// <summary>Rebuilds the request from its record, as far as the record contains it.</summary>
internal static class RecordedRequest
{
    public static AccessRequest Of(AuditRecord record) => new()
    {
        Caller = new DelegatedCaller
        {
            Issuer = record.Issuer!,
            Subject = record.Subject!,
            Actor = ActorOf(record.Actors ?? [], record.Issuer!),
            ClientId = record.ClientId ?? "",
            SessionId = record.SessionId,
            Scopes = new ScopeSet(record.ScopesGranted ?? []),
            TokenId = record.TokenId ?? "",
            ExpiresAt = record.Time,
        },
        Method = record.Method!,
        Target = record.Target,
        ClientAddress = IPAddress.TryParse(record.ClientAddress, out var address) ? address : null,
        ProtocolVersion = record.ProtocolVersion,
        Time = record.Time,
    };

    private static Actor? ActorOf(IReadOnlyList<string> names, string issuer)
    {
        Actor? chain = null;
        foreach (var name in names.Reverse())
        {
            var principal = Principal.Parse(name, issuer);
            chain = new Actor(principal?.Name ?? name, principal is { } of && of.Issuer != issuer.TrimEnd('/') ? of.Issuer : null, chain);
        }

        return chain;
    }
}
