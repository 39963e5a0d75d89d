namespace McpGuard.Cli.Report;

/// <summary>A word about an entry, with a colour for its meaning.</summary>
internal static class Badge
{
    public static Markup Of(string kind) => $"""<span class="badge {ClassOf(kind)}">{kind}</span>""";

    private static string ClassOf(string kind) => kind switch
    {
        "allow" or "approval_granted" or "approval_used" => "allow",
        "deny" or "records_lost" or "policy_refused" or "approval_denied" or "approval_refused" => "deny",
        "would_deny" or "recovered" or "approval_expired" or "approval_withdrawn" => "would",
        _ => "plain",
    };
}
