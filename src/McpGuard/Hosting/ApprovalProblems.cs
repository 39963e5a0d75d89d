namespace McpGuard;

/// <summary>Finds unsafe or unclear settings of approvals.</summary>
internal static class ApprovalProblems
{
    private const string Section = $"{McpGuardDefaults.ConfigurationSection}:Approvals";
    private const int MinSecretBytes = 24;

    public static IEnumerable<string> Find(ApprovalOptions approvals) =>
    [
        .. approvals.Address is null
            ? []
            : UriProblem.Of($"{Section}:Address", approvals.Address, "the public address of the approval pages, such as https://tools.example.com/approvals"),
        .. approvals.Directory is { } directory && string.IsNullOrWhiteSpace(directory)
            ? [$"{Section}:Directory is empty. Name a folder to which only this account has access, or leave it out."]
            : Array.Empty<string>(),
        .. RangeProblem.Of<TimeSpan>($"{Section}:Hold", approvals.Hold, TimeSpan.Zero, TimeSpan.FromSeconds(50)),
        .. RangeProblem.Of<TimeSpan>($"{Section}:HoldOlderClients", approvals.HoldOlderClients, TimeSpan.Zero, TimeSpan.FromSeconds(50)),
        .. RangeProblem.Of<TimeSpan>($"{Section}:DenialHolds", approvals.DenialHolds, TimeSpan.Zero, TimeSpan.FromHours(24)),
        .. RangeProblem.Of<int>($"{Section}:MaxHoldRounds", approvals.MaxHoldRounds, 0, 9),
        .. RangeProblem.Of<int>($"{Section}:MaxHolds", approvals.MaxHolds, 0, 10_000),
        .. RangeProblem.Of<int>($"{Section}:MaxHoldsPerCaller", approvals.MaxHoldsPerCaller, 0, 1000),
        .. RangeProblem.Of<int>($"{Section}:MaxPendingPerCaller", approvals.MaxPendingPerCaller, 1, 1000),
        .. RangeProblem.Of<int>($"{Section}:MaxPending", approvals.MaxPending, 1, 100_000),
        .. RangeProblem.Of<int>($"{Section}:MaxArgumentBytes", approvals.MaxArgumentBytes, 1024, 1024 * 1024),
        .. approvals.Webhook is { } webhook ? Find(webhook) : [],
    ];

    /// <summary>Finds why the folder of approvals cannot be used, and creates it if there is none.</summary>
    public static IEnumerable<string> FindOfFolder(ApprovalOptions approvals) =>
        !string.IsNullOrWhiteSpace(approvals.Directory) && ApprovalFolder.FindProblem(approvals.Directory) is { } problem ? [problem] : [];

    private static IEnumerable<string> Find(ApprovalWebhookOptions webhook)
    {
        const string Meaning = "the address that gets notices, such as https://hooks.example.com/approvals";
        foreach (var problem in UriProblem.Of($"{Section}:Webhook:Address", webhook.Address, Meaning, mayHaveQuery: true))
            yield return problem;
        if (webhook.Key is not { Length: >= MinSecretBytes })
            yield return $"{Section}:Webhook:Secret is not base64 of at least {MinSecretBytes} bytes. Make one with: openssl rand -base64 32";
    }
}
