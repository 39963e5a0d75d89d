using McpGuard.Testing;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Server;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>A guarded server on Kestrel with the pages, and a tool <c>refund</c> that needs the approval of a finance lead.</summary>
internal sealed class ApprovalSite : IAsyncDisposable
{
    private readonly List<Browser> _browsers = [];
    private int _runs;

    public GuardedWebServer Server { get; private set; } = null!;

    public int Runs => _runs;

    public IEnumerable<AuditRecord> Refusals => Server.Audit.Records.Where(record => record.Event == AuditEvent.ApprovalRefused);

    public static async Task<ApprovalSite> StartAsync(
        Action<McpGuardOptions>? options = null,
        Action<IServiceCollection>? services = null,
        Action<IEndpointConventionBuilder>? pages = null,
        Action<WebApplication>? app = null)
    {
        var site = new ApprovalSite();
        site.Server = await GuardedWebServer.StartAsync(
            settings =>
            {
                settings.Approvals.Address = "https://mcp.example.com/approvals";
                options?.Invoke(settings);
            },
            mcp =>
            {
                mcp.WithTools([site.Refund()]);
                mcp.Services.AddAuthentication("Header").AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("Header", null);
                mcp.Services.AddAuthorization();
                mcp.Services.AddAntiforgery();
                mcp.Services.AddDataProtection().UseEphemeralDataProtectionProvider();
                services?.Invoke(mcp.Services);
            },
            web =>
            {
                app?.Invoke(web);
                web.UseAuthentication();
                web.UseAuthorization();
                web.MapMcp("/mcp").RequireMcpGuard();
                var group = web.MapMcpGuardApprovals();
                pages?.Invoke(group);
            });
        return site;
    }

    /// <summary>The browser of a person of the issuer of the sample approvals.</summary>
    public Browser SignIn(string name, params string[] groups) => SignInAt(Callers.Issuer, name, groups);

    public Browser SignInAt(string issuer, string name, params string[] groups) =>
        Open(string.Join('|', [$"iss={issuer}", $"sub={name}", .. groups.Select(group => $"groups={group}")]));

    public Browser Open(string? claims)
    {
        var browser = new Browser(Server.Http.BaseAddress!, claims);
        _browsers.Add(browser);
        return browser;
    }

    public async Task<Approval> AddAsync(Func<Approval, Approval>? with = null)
    {
        var pending = SampleApprovals.Pending(Server.Time.GetUtcNow());
        var candidate = with?.Invoke(pending) ?? pending;
        var added = await Store.AddAsync(candidate, new ApprovalLimits(100, 100), default);
        Assert.That(added.Outcome, Is.EqualTo(ApprovalAddition.Added));
        return candidate;
    }

    public async Task<ApprovalStatus> StatusOfAsync(Approval approval) => (await Store.FindAsync(approval.Id, default))!.Status;

    public async ValueTask DisposeAsync()
    {
        _browsers.ForEach(browser => browser.Dispose());
        await Server.DisposeAsync();
    }

    private IApprovalStore Store => Server.Services.GetRequiredService<IApprovalStore>();

    private McpServerTool Refund() => McpServerTool.Create(
        [RequireScope("files:read"), RequireApproval("finance-leads")] (int amount, string to) => $"{amount} to {to}, run {Interlocked.Increment(ref _runs)}",
        new() { Name = "refund", Description = "Pays money back." });
}
