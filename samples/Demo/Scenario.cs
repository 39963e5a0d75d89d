namespace Demo;

/// <summary>The demo's requests, in order.</summary>
internal static class Scenario
{
    /// <summary>A file that lies in the sandbox of both servers.</summary>
    public const string FileName = "report.txt";

    /// <summary>What that file holds.</summary>
    public const string FileText = "Sales are up by 4 percent.";

    private static readonly Dictionary<string, object?> _read = new() { ["name"] = FileName };
    private static readonly Dictionary<string, object?> _smallRefund = new() { ["order"] = "A-1", ["amount"] = 40 };
    private static readonly Dictionary<string, object?> _largeRefund = new() { ["order"] = "A-2", ["amount"] = 9000 };
    private static readonly Dictionary<string, object?> _write = new() { ["name"] = "note.txt", ["text"] = "Written with the wider token." };

    public static IReadOnlyList<Step> Steps { get; } =
    [
        // With HideUnauthorized the list of tools depends on who asks.
        new(null, TokenKind.Good, "files:read", Expected.Allowed("files_list files_read whoami")),
        new(null, TokenKind.Good, "files:admin tickets:read", Expected.Allowed("files_delete tickets_search whoami")) { User = "carol", Agent = "agent-2" },

        // Allowed, and three tokens that are not good enough to be looked at any further.
        new("files_read", TokenKind.Good, "files:read", Expected.Allowed(FileText)) { Arguments = _read },
        new("files_read", TokenKind.None, "", Expected.Refused(401, "credential_missing")) { Arguments = _read },
        new("files_read", TokenKind.Expired, "files:read", Expected.Refused(401, "token_expired")) { Arguments = _read },
        new("files_read", TokenKind.ForAnotherServer, "files:read", Expected.Refused(401, "audience_mismatch")) { Arguments = _read },

        // A good token without the scope; the challenge says which token would do, and that one does.
        new("files_write", TokenKind.Good, "files:read", Expected.Refused(403, "scope_insufficient", "files:read files:write")) { Arguments = _write },
        new("files_write", TokenKind.AsChallenged, "", Expected.Allowed("Wrote 29 characters")) { Arguments = _write },

        // The same guard on a server that speaks over standard input and output.
        new("files_read", TokenKind.Good, "files:read", Expected.Allowed(FileText)) { Arguments = _read, Via = Via.Stdio },
        new("files_delete", TokenKind.Good, "files:read", Expected.Refused(40300, "scope_insufficient", "files:admin")) { Arguments = _read, Via = Via.Stdio },

        // Calls that a finance lead has to approve. They wait until bob decides on the page of the server.
        Refund(_smallRefund, ApproverAct.Approve, Expected.Allowed("Paid 40.00 euros back")),
        Refund(_largeRefund, ApproverAct.Deny, Expected.Refused(40303, "approval_denied")),
    ];

    private static Step Refund(Dictionary<string, object?> arguments, ApproverAct act, Expected expected) =>
        new("refund", TokenKind.Good, "refunds:write", expected) { Arguments = arguments, Via = Via.Approvals, Approver = act };
}
