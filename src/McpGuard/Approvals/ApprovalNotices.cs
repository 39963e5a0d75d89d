using System.Threading.Channels;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>Sends notices one after the other, outside of calls. If too many wait, further ones are dropped.</summary>
internal sealed class ApprovalNotices(
    IEnumerable<IApprovalNotifier> notifiers, IOptions<McpGuardOptions> options, TimeProvider time, ILogger<ApprovalNotices> logger)
    : BackgroundService
{
    private const int MaxWaiting = 1000;

    private static readonly TimeSpan _patience = TimeSpan.FromMinutes(1);

    private readonly IApprovalNotifier[] _notifiers = [.. notifiers];
    private readonly Channel<ApprovalNotice> _waiting = Channel.CreateBounded<ApprovalNotice>(MaxWaiting);

    public void Post(AuditEvent change, Approval approval)
    {
        if (_notifiers.Length == 0)
            return;

        var notice = new ApprovalNotice
        {
            NoticeId = AuditId.Next(time).ToString()!,
            Event = change,
            Id = approval.Id,
            Tool = approval.Tool,
            Subject = approval.Subject.Subject,
            Time = time.GetUtcNow(),
            WaitsUntil = approval.WaitsUntil,
            Link = options.Value.Approvals.LinkTo(approval.Id),
        };
        if (!_waiting.Writer.TryWrite(notice))
            Quietly.Run(() => Log.ApprovalNoticeDropped(logger, notice.Id));
    }

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        await foreach (var notice in _waiting.Reader.ReadAllAsync(stoppingToken).ConfigureAwait(false))
        {
            foreach (var notifier in _notifiers)
                await SendAsync(notifier, notice, stoppingToken).ConfigureAwait(false);
        }
    }

    private async ValueTask SendAsync(IApprovalNotifier notifier, ApprovalNotice notice, CancellationToken stoppingToken)
    {
        using var deadline = new CallDeadline(_patience, time, stoppingToken);
        try
        {
            await notifier.NotifyAsync(notice, deadline.Token).AsTask().WaitAsync(deadline.Token).ConfigureAwait(false);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops. An exception from here would count as a failure of the host.
        }
        catch (Exception exception)
        {
            var name = notifier.GetType().Name;
            Quietly.Run(() => Log.ApprovalNotifierFailed(logger, name, notice.Id, exception));
        }
    }
}
