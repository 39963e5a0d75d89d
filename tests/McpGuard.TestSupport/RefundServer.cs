using System.Text.Json;
using System.Text.Json.Nodes;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A guarded server on a stream whose tool <c>refund</c> needs the approval of a finance lead.</summary>
internal sealed class RefundServer : IAsyncDisposable
{
    public const string Arguments = "\"arguments\":{\"amount\":100,\"to\":\"carol\"}";

    private int _runs;

    public RefundServer(Action<McpGuardOptions>? options = null, Action<IMcpServerBuilder>? configure = null, string? description = null)
    {
        Wire = new(mcp =>
        {
            mcp.WithTools([Refund(description), Asking(), Free()]).Services.Configure<McpGuardOptions>(settings =>
            {
                settings.Approvals.Address = "https://mcp.example.com/approvals";
                options?.Invoke(settings);
            });
            configure?.Invoke(mcp);
        });
        Wire.Token = Token();
    }

    public WireServer Wire { get; }

    /// <summary>How often a tool ran.</summary>
    public int Runs => _runs;

    public ApprovalDesk Desk => Wire.Services.GetRequiredService<ApprovalDesk>();

    public IEnumerable<string> Events => Wire.Audit.Records.Select(record => record.Event switch
    {
        AuditEvent.Decision => $"{record.Event} {record.Reason}",
        AuditEvent.Outcome => $"{record.Event} {record.Outcome}",
        _ => $"{record.Event}",
    });

    public string Token(string subject = "alice", string actor = "agent-1", string client = "agent-1", string scopes = "refund", JsonObject? act = null) =>
        Wire.NewToken()
        .With("sub", subject).With("client_id", client).With("act", act ?? new JsonObject { ["sub"] = actor }).WithScopes(scopes).Build();

    public Approver Lead(string name = "bob") => new(new ApprovalPerson(Wire.Authority.Issuer, name, name)) { Groups = ["finance-leads"] };

    /// <summary>Calls as a client of an older protocol version, which cannot be asked to come back.</summary>
    public Task<JsonRpcMessage> CallOldAsync(string members = Arguments, string tool = "refund") =>
        Wire.RequestOldAsync("tools/call", $"\"name\":\"{tool}\",{members}");

    public Task<JsonRpcMessage> CallAsync(string? state = null, string tool = "refund", string? responses = null) =>
        Wire.CallAsync(
            tool, $"{Arguments}{(state is null ? "" : $",\"requestState\":\"{state}\"")}{(responses is null ? "" : $",\"inputResponses\":{responses}")}");

    /// <summary>The first call of an older client, which is refused and opens a request.</summary>
    /// <returns>The request.</returns>
    public async Task<Approval> OpenAsync(string members = Arguments, string tool = "refund")
    {
        var refused = (await CallOldAsync(members, tool)).ErrorOf();
        Assert.That(refused.Code, Is.EqualTo(40303), refused.Message);
        return await FindAsync(refused.DataOf()["approval"].GetString()!);
    }

    public async Task<Approval> FindAsync(string id) => (await Wire.Services.GetRequiredService<IApprovalStore>().FindAsync(id, default))!;

    public async Task<ApprovalResult> ApproveAsync(Approval approval, string by = "bob") =>
        await Desk.ApproveAsync(approval.Id, approval.Version, Lead(by), null, default);

    public async Task<ApprovalResult> DenyAsync(Approval approval, string by = "bob") =>
        await Desk.DenyAsync(approval.Id, approval.Version, Lead(by), null, default);

    public static string? StateOf(JsonRpcMessage answer) => ((answer as JsonRpcResponse)?.Result as JsonObject)?["requestState"]?.GetValue<string>();

    public ValueTask DisposeAsync() => Wire.DisposeAsync();

    private McpServerTool Refund(string? description) => McpServerTool.Create(
        [RequireScope("refund"), RequireApproval("finance-leads")] (int amount, string to) => $"{amount} to {to}, run {Interlocked.Increment(ref _runs)}",
        new() { Name = "refund", Description = description ?? "Pays money back." });

    private McpServerTool Asking() => McpServerTool.Create(
        [RequireScope("refund"), RequireApproval("finance-leads")] (RequestContext<CallToolRequestParams> request, int amount, string to) =>
        {
            if (request.Params!.RequestState is null)
                throw new InputRequiredException(requestState: "mine");

            return $"{request.Params.RequestState} {amount} to {to}, run {Interlocked.Increment(ref _runs)}";
        },
        new() { Name = "asking" });

    private static McpServerTool Free() => McpServerTool.Create([AllowAnyCaller] () => "free", new() { Name = "free" });
}
