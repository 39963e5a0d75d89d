using System.Runtime.ExceptionServices;

namespace McpGuard.Audit;

/// <summary>
/// Verifies an audit log from its first line to its last, in constant memory: finds lines that were changed, deleted, inserted,
/// moved or cut off, segments that are missing or exchanged, and checkpoints that are forged.
/// </summary>
public static class AuditVerifier
{
    /// <summary>Verifies the log in a directory. A server may be writing it; a line that it is just writing then counts as half a line.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">What to rely on. Default: nothing but the log itself.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>What was found.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static AuditVerification Verify(string directory, AuditVerificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var trusted = new TrustedCheckpoints(options.TrustedCheckpoints);
        var start = new StartCheck(SegmentSource.FirstHeader(directory), options.TrustedCheckpoints);
        var log = new LogCheck(options, trusted, start);

        // Each segment stands for itself but for where it begins and ends, so several are read at the same time.
        var reports = SegmentSource.List(directory)
            .AsParallel().AsOrdered().WithCancellation(cancellationToken)
            .Select(segment => SegmentReport.Of(segment, options, trusted, cancellationToken));
        try
        {
            foreach (var report in reports)
                log.Add(report);
        }
        catch (AggregateException exception)
        {
            ExceptionDispatchInfo.Throw(exception.InnerExceptions[0]);
        }

        log.AddStrays(directory);
        return log.Complete();
    }
}
