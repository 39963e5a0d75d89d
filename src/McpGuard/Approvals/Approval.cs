using System.Text.Json;
using System.Text.Json.Serialization;

namespace McpGuard;

/// <summary>
/// One call that waits for people, and what became of it. It is immutable. Each change is a new value with the next <see cref="Version"/>,
/// which a store exchanges for the one before it.
/// </summary>
public sealed record Approval
{
    private static readonly TimeSpan _keep = TimeSpan.FromHours(1);

    /// <summary>The public identifier. Knowing it gives no right.</summary>
    public required string Id { get; init; }

    /// <summary>The number of the change, from 1.</summary>
    public long Version { get; init; } = 1;

    /// <summary>A digest of everything that was approved. A call with another binding does not run by this approval.</summary>
    public required string Binding { get; init; }

    /// <summary>The operation that opened the request, as in audit records.</summary>
    public required string OperationId { get; init; }

    /// <summary>The caller: issuer, subject, client and actor. Only for comparison.</summary>
    public required string Requester { get; init; }

    /// <summary>The person on whose behalf the call is made.</summary>
    public required ApprovalPerson Subject { get; init; }

    /// <summary>The actors of the call, the present one first.</summary>
    public IReadOnlyList<ApprovalPerson> Actors { get; init; } = [];

    /// <summary>The OAuth client.</summary>
    public required string ClientId { get; init; }

    /// <summary>The MCP server of the tool.</summary>
    public required string Resource { get; init; }

    /// <summary>The tool.</summary>
    public required string Tool { get; init; }

    /// <summary>The tool's description, or null.</summary>
    public string? Description { get; init; }

    /// <summary>
    /// The arguments, as a JSON object. A value at one of <see cref="Masked"/> is replaced by its length and a digest. The object is empty
    /// once the request was withdrawn or has expired.
    /// </summary>
    public required JsonElement Arguments { get; init; }

    /// <summary>
    /// The defaults that the tool declares for arguments that the call leaves out, as a JSON object; null if there are none. The digest of
    /// the definition covers them.
    /// </summary>
    public JsonElement? Defaults { get; init; }

    /// <summary>JSON pointers to the replaced values in <see cref="Arguments"/>.</summary>
    public IReadOnlyList<string> Masked { get; init; } = [];

    /// <summary>The digest of the arguments, as in audit records.</summary>
    public string? ArgumentDigest { get; init; }

    /// <summary>The digest of the tool's definition, as in audit records.</summary>
    public string? DefinitionDigest { get; init; }

    /// <summary>The version of the policy.</summary>
    public required string PolicyVersion { get; init; }

    /// <summary>What is required. All demands must be met.</summary>
    public required IReadOnlyList<ApprovalDemand> Demands { get; init; }

    /// <summary>The votes up to now.</summary>
    public IReadOnlyList<ApprovalVote> Votes { get; init; } = [];

    /// <summary>The state.</summary>
    public ApprovalStatus Status { get; init; }

    /// <summary>The time of the request.</summary>
    public required DateTimeOffset RequestedAt { get; init; }

    /// <summary>The time until which people can decide.</summary>
    public required DateTimeOffset WaitsUntil { get; init; }

    /// <summary>The time until which the approved call may run; null before the approval.</summary>
    public DateTimeOffset? ValidUntil { get; init; }

    /// <summary>The time of the use; null before it.</summary>
    public DateTimeOffset? UsedAt { get; init; }

    /// <summary>The operation that used the approval; null before it.</summary>
    public string? UsedBy { get; init; }

    /// <summary>The time until which the same call gets the answer of this approval, and opens no other request.</summary>
    public required DateTimeOffset HoldsUntil { get; init; }

    /// <summary>
    /// The time until which a store keeps the approval: an hour longer than it holds, for pages and for operations that ask their users. A
    /// withdrawn one is kept only as long as it takes room, so that a client cannot fill the store with them. Null while it is pending or
    /// approved: the guard ends and records it first, also one whose time was over while no server ran.
    /// </summary>
    [JsonIgnore]
    public DateTimeOffset? KeptUntil => Status switch
    {
        ApprovalStatus.Pending or ApprovalStatus.Approved => null,
        ApprovalStatus.Withdrawn => WaitsUntil,
        _ => HoldsUntil + _keep,
    };

    /// <summary>Whether people can decide at this time.</summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether it is pending and its time is not over.</returns>
    public bool IsPendingAt(DateTimeOffset now) => Status == ApprovalStatus.Pending && WaitsUntil > now;

    /// <summary>
    /// Whether it counts against the limits of open approvals at this time. A withdrawn one does for a minute, so that a client cannot open
    /// any number.
    /// </summary>
    /// <param name="now">The time.</param>
    /// <returns>Whether it is pending or was withdrawn, and <see cref="WaitsUntil"/> is later.</returns>
    public bool TakesRoomAt(DateTimeOffset now) => Status is ApprovalStatus.Pending or ApprovalStatus.Withdrawn && WaitsUntil > now;

    /// <summary>Tool and identifier, without arguments.</summary>
    /// <returns>For example <c>apr_5f… (refund, Pending)</c>.</returns>
    public override string ToString() => $"{Id} ({Tool}, {Status})";
}
