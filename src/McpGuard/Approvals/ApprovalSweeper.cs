using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpGuard;

/// <summary>Ends requests and approvals when their time is over, so that it is on record also if their caller never returns.</summary>
internal sealed class ApprovalSweeper(ApprovalGate gate, TimeProvider time, ILogger<ApprovalSweeper> logger) : BackgroundService
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(15);

    protected override async Task ExecuteAsync(CancellationToken stoppingToken)
    {
        using var timer = new PeriodicTimer(Interval, time);
        try
        {
            while (await timer.WaitForNextTickAsync(stoppingToken).ConfigureAwait(false))
                await SweepAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stoppingToken.IsCancellationRequested)
        {
        }
    }

    private async ValueTask SweepAsync(CancellationToken stoppingToken)
    {
        try
        {
            await gate.SweepAsync(stoppingToken).ConfigureAwait(false);
        }
        catch (Exception) when (stoppingToken.IsCancellationRequested)
        {
            // The host stops. An exception from here would count as a failure of the host.
        }
        catch (Exception exception)
        {
            Quietly.Run(() => Log.ApprovalSweepFailed(logger, exception));
        }
    }
}
