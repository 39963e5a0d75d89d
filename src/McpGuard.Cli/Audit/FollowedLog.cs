using McpGuard.Cli.Output;

namespace McpGuard.Cli.Audit;

/// <summary>Shows the entries of a log as they are written, until the command is stopped.</summary>
internal sealed class FollowedLog(string directory, bool asJson, Terminal terminal, TimeProvider time)
{
    private static readonly TimeSpan _pause = TimeSpan.FromSeconds(1);

    /// <param name="query">The query for entries from a number on.</param>
    /// <param name="cancellationToken">Stops it, which is not a failure.</param>
    public async Task ShowAsync(Func<long, AuditQuery> query, CancellationToken cancellationToken)
    {
        var next = 1L;
        using var timer = new PeriodicTimer(_pause, time);
        try
        {
            do
            {
                // The last line can be incomplete. It has no number yet, and is complete the next time.
                foreach (var entry in AuditReader.Read(directory, query(next), cancellationToken).Where(entry => entry.IsReadable && entry.Seq >= next))
                {
                    Show(entry);
                    next = entry.Seq + 1;
                }
            }
            while (await timer.WaitForNextTickAsync(cancellationToken).ConfigureAwait(false));
        }
        catch (OperationCanceledException)
        {
            // Ctrl+C is how it ends.
        }
    }

    private void Show(AuditEntry entry)
    {
        if (asJson)
        {
            terminal.WriteJson(entry.Json);
            return;
        }

        var at = entry.Time is { } written ? Words.Of(written) : "";
        string[] cells = [$"{entry.Seq}", at, EntryText.Kind(entry), EntryText.Who(entry.Record), EntryText.What(entry.Record), EntryText.Why(entry)];
        terminal.WriteLine(string.Join("  ", cells.Where(cell => cell.Length > 0)));
    }
}
