using System.Runtime.ExceptionServices;

namespace McpGuard.Audit;

/// <summary>
/// Verifies an audit log from its first line to its last, in constant memory. It finds lines that were changed, deleted, inserted, moved or
/// cut off, segments that are missing or exchanged, and forged checkpoints.
/// </summary>
public static class AuditVerifier
{
    /// <summary>Verifies the log in a directory. A server may be writing it; an unfinished line then counts as incomplete.</summary>
    /// <param name="directory">The directory.</param>
    /// <param name="options">The keys and checkpoints for the verification. Default: none.</param>
    /// <param name="cancellationToken">Stops the reading.</param>
    /// <returns>The result of the verification.</returns>
    /// <exception cref="IOException">The log cannot be read.</exception>
    public static AuditVerification Verify(string directory, AuditVerificationOptions? options = null, CancellationToken cancellationToken = default)
    {
        options ??= new();
        var trusted = new TrustedCheckpoints(options.TrustedCheckpoints);
        var start = new StartCheck(SegmentSource.FirstHeader(directory), options.TrustedCheckpoints);
        var log = new LogCheck(options, trusted, start);

        // Segments depend on each other only at their start and end, so several are read concurrently.
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
