using System.Text;
using System.Text.Json;

namespace McpGuard.Audit;

/// <summary>Decides which entries match a query. It rejects most other lines by their bytes alone.</summary>
internal sealed class AuditFilter(AuditQuery query)
{
    private readonly byte[][] _needles =
    [
        .. new[]
        {
            query.Subject, query.Issuer, query.Actor, query.Gateway, query.ClientId, query.ClientAddress, query.SessionId, query.TokenId, query.Method,
            query.Target,
            query.Rule, query.OperationId, Written(query.Event), Written(query.Effect), Written(query.Reason), Written(query.Outcome),
        }.OfType<string>().Select(Encoding.UTF8.GetBytes),
    ];

    private readonly bool _asksForRecords = query is not
    {
        Subject: null, Issuer: null, Actor: null, Gateway: null, ClientId: null, ClientAddress: null, SessionId: null, TokenId: null, Method: null,
        Target: null,
        Rule: null, OperationId: null, Effect: null, Reason: null, Outcome: null,
    };

    public bool MayMatch(AuditLine line)
    {
        if (line.Seq < query.FirstSeq)
            return false;

        foreach (var needle in _needles)
        {
            // With an escape, a text can have another form than the one searched for.
            if (line.Bytes.IndexOf(needle) < 0 && !line.Bytes.Contains((byte)'\\'))
                return false;
        }

        return true;
    }

    public bool Matches(AuditEntry entry) =>
        !entry.IsReadable ||
        (Is(query.Event, entry.Event) && !(entry.Time < query.From) && !(entry.Time >= query.Until) &&
            (entry.Record is { } record ? Matches(record) : !_asksForRecords));

    private bool Matches(AuditRecord record) =>
        Is(query.Subject, record.Subject) &&
        Is(query.Issuer, record.Issuer) &&
        (query.Actor is null || record.Actors?.Contains(query.Actor) is true) &&
        (query.Gateway is not { } gateway || record.Gateways?.Any(way => way.Name == gateway || way.Issuer == gateway) is true) &&
        Is(query.ClientId, record.ClientId) &&
        Is(query.ClientAddress, record.ClientAddress) &&
        Is(query.SessionId, record.SessionId) &&
        Is(query.TokenId, record.TokenId) &&
        Is(query.Method, record.Method) &&
        Is(query.Target, record.Target) &&
        Is(query.Rule, record.Rule) &&
        Is(query.OperationId, record.OperationId) &&
        Is(query.Effect, record.Effect) &&
        Is(query.Reason, record.Reason) &&
        Is(query.Outcome, record.Outcome);

    private static bool Is(string? wanted, string? actual) => wanted is null || wanted == actual;

    private static bool Is<TEnum>(TEnum? wanted, TEnum? actual) where TEnum : struct, Enum =>
        wanted is not { } value || (actual is { } there && EqualityComparer<TEnum>.Default.Equals(value, there));

    private static string? Written<TEnum>(TEnum? value) where TEnum : struct, Enum =>
        value is { } known ? JsonNamingPolicy.SnakeCaseLower.ConvertName(known.ToString()) : null;
}
