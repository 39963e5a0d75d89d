using System.Diagnostics.CodeAnalysis;

namespace McpGuard;

/// <summary>Settings of approvals: calls that wait until a person approves them.</summary>
public sealed class ApprovalOptions
{
    /// <summary>
    /// The public address of the approval pages, such as <c>https://tools.example.com/approvals</c>. <c>https</c>, or <c>http</c> on
    /// loopback. Required if a tool needs an approval.
    /// </summary>
    [StringSyntax(StringSyntaxAttribute.Uri)]
    public string? Address { get; set; }

    /// <summary>
    /// The folder of the approvals, which servers and the application with the pages share. Only this account may have access to it.
    /// Default: approvals are kept in the memory of the process.
    /// </summary>
    public string? Directory { get; set; }

    /// <summary>How the sign-in of the pages names people.</summary>
    public ApprovalSignInOptions SignIn { get; } = new();

    /// <summary>How long one request of a client waits for the approval. Between zero and 50 seconds; default 20 seconds.</summary>
    public TimeSpan Hold { get; set; } = TimeSpan.FromSeconds(20);

    /// <summary>How many requests of a client wait for one approval before the call is answered as refused. Between 0 and 9; default 8.</summary>
    public int MaxHoldRounds { get; set; } = 8;

    /// <summary>
    /// How long a call of a client with a protocol version before 2026-07-28 waits for the approval. Between zero and 50 seconds; default
    /// zero: it is answered at once.
    /// </summary>
    public TimeSpan HoldOlderClients { get; set; }

    /// <summary>
    /// The number of calls that may wait in this process. A tenth of them may be of one person, and half of one client or actor. Between 0 and
    /// 10,000; default 64.
    /// </summary>
    public int MaxHolds { get; set; } = 64;

    /// <summary>The number of calls of one caller that may wait in this process. Between 0 and 1,000; default 4.</summary>
    public int MaxHoldsPerCaller { get; set; } = 4;

    /// <summary>The number of requests for approval that one caller may have open. Between 1 and 1,000; default 5.</summary>
    public int MaxPendingPerCaller { get; set; } = 5;

    /// <summary>
    /// The number of requests for approval that may be open. A tenth of them may be of one person, and half of one client or actor. Between 1
    /// and 100,000; default 1,000.
    /// </summary>
    public int MaxPending { get; set; } = 1000;

    /// <summary>The maximum size of the arguments that an approver is shown, in bytes. Between 1 KiB and 1 MiB; default 64 KiB.</summary>
    public int MaxArgumentBytes { get; set; } = 64 * 1024;

    /// <summary>How long a denial is the answer to the same call. Between zero and 24 hours; default ten minutes.</summary>
    public TimeSpan DenialHolds { get; set; } = TimeSpan.FromMinutes(10);

    /// <summary>The address that gets a signed notice of each change. Default: none.</summary>
    public ApprovalWebhookOptions? Webhook { get; set; }

    internal Uri? LinkTo(string id) => Address is { } address ? new Uri($"{address.TrimEnd('/')}/{id}") : null;
}
