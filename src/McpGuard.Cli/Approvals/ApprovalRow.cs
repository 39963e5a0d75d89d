using System.Globalization;
using System.Text.Json.Nodes;
using McpGuard.Cli.Output;
using Spectre.Console;

namespace McpGuard.Cli.Approvals;

/// <summary>An approval as the list shows it: without arguments and comments, which only eligible people see.</summary>
internal static class ApprovalRow
{
    /// <summary>Whether people can still decide, or the approved call can still run.</summary>
    public static bool IsOpen(Approval approval, DateTimeOffset now) =>
        approval.Status is ApprovalStatus.Pending or ApprovalStatus.Approved && approval.HoldsUntil > now;

    public static Table Table(IEnumerable<Approval> approvals, DateTimeOffset now)
    {
        var table = Tables.New("approval", "status", "tool", "for", "client", "requested (UTC)", "until (UTC)", "votes");
        foreach (var approval in approvals)
        {
            table.AddRow(
                Tables.Cell(approval.Id),
                Tables.Cell(StatusOf(approval, now)),
                Tables.Cell(approval.Tool),
                Tables.Cell(string.Join(" via ", approval.Actors.Select(actor => actor.Subject).Prepend(approval.Subject.Subject))),
                Tables.Cell(approval.ClientId),
                Tables.Cell(Words.Of(approval.RequestedAt)),
                Tables.Cell(Words.Of(approval.ValidUntil ?? approval.WaitsUntil)),
                Tables.Cell(ApprovalText.VotesOf(approval)));
        }

        return table;
    }

    public static JsonObject Json(Approval approval, DateTimeOffset now) => new()
    {
        ["id"] = approval.Id,
        ["status"] = StatusOf(approval, now),
        ["tool"] = approval.Tool,
        ["resource"] = approval.Resource,
        ["subject"] = Person(approval.Subject),
        ["actors"] = new JsonArray([.. approval.Actors.Select(Person)]),
        ["client_id"] = approval.ClientId,
        ["operation_id"] = approval.OperationId,
        ["argument_digest"] = approval.ArgumentDigest,
        ["definition_digest"] = approval.DefinitionDigest,
        ["policy_version"] = approval.PolicyVersion,
        ["demands"] = new JsonArray([.. approval.Demands.Select(demand => new JsonObject { ["rule"] = demand.Rule, ["requires"] = ApprovalText.Of(demand) })]),
        ["requested_at"] = Time(approval.RequestedAt),
        ["waits_until"] = Time(approval.WaitsUntil),
        ["valid_until"] = Time(approval.ValidUntil),
        ["votes"] = new JsonArray([.. approval.Votes.Select(Vote)]),
        ["used_at"] = Time(approval.UsedAt),
        ["used_by"] = approval.UsedBy,
    };

    private static JsonNode Vote(ApprovalVote vote) => new JsonObject
    {
        ["approver"] = Person(vote.Approver),
        ["vote"] = vote.IsApproval ? "approved" : "denied",
        ["at"] = Time(vote.At),
    };

    private static JsonNode Person(ApprovalPerson person) =>
        new JsonObject { ["issuer"] = person.Issuer, ["subject"] = person.Subject, ["person"] = person.Person };

    private static JsonValue? Time(DateTimeOffset? time) => time is { } known ? JsonValue.Create(known.ToString("O", CultureInfo.InvariantCulture)) : null;

    // A server ends what is over every 15 seconds, if it runs.
    private static string StatusOf(Approval approval, DateTimeOffset now) =>
        Words.Of(approval.Status is ApprovalStatus.Pending or ApprovalStatus.Approved && !IsOpen(approval, now) ? ApprovalStatus.Expired : approval.Status);
}
