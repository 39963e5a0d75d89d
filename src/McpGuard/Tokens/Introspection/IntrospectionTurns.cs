#pragma warning disable CA1001 // Semaphores without wait handles and a cache without timers hold nothing that must be disposed of.

using System.Net;
using Microsoft.Extensions.Caching.Memory;

namespace McpGuard;

/// <summary>
/// Queues the requests to an issuer. A flood of invalid tokens from one network delays only itself. Tokens that were valid before have
/// their own queue, which strangers cannot fill.
/// </summary>
internal sealed class IntrospectionTurns(TimeProvider time)
{
    /// <summary>Number of open requests at one time. Invalid tokens must not cause a flood of requests to the issuer.</summary>
    public const int MaxOpen = 32;

    /// <summary>Number of open requests for unknown tokens of one network.</summary>
    public const int MaxOpenForNetwork = 8;

    private const int KeptForKnown = 8;
    private const int MaxWaitingForNetwork = 256;
    private const int MaxNetworks = 1024;
    private const int MaxKnown = 10_000;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(5);

    private readonly SemaphoreSlim _ofStrangers = new(MaxOpen - KeptForKnown);
    private readonly SemaphoreSlim _ofKnown = new(KeptForKnown);
    private readonly MemoryCache _good = new(new MemoryCacheOptions { SizeLimit = MaxKnown, Clock = new GuardClock(time) });
    private readonly Dictionary<string, Line> _lines = new(StringComparer.Ordinal);

    /// <summary>Remembers a token as valid until it expires.</summary>
    public void NoteGood(TokenHash token, DateTimeOffset end) =>
        _good.Set(token, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = end });

    /// <summary>Sends the request when it is this token's turn.</summary>
    /// <returns>The result of the request, or null if its turn did not come in time.</returns>
    public async Task<T?> RunAsync<T>(IPAddress? address, TokenHash token, Func<Task<T>> ask)
        where T : class
    {
        using var patience = new CallDeadline(_patience, time, CancellationToken.None);
        if (_good.TryGetValue(token, out _))
            return await RunAsync(_ofKnown, ask, patience.Token).ConfigureAwait(false);

        var network = ClientNetwork.SiteOf(address);
        if (JoinOrNone(network) is not { } line)
            return null;

        try
        {
            return await RunAsync(line.Turns, () => RunAsync(_ofStrangers, ask, patience.Token), patience.Token).ConfigureAwait(false);
        }
        finally
        {
            Leave(network, line);
        }
    }

    private static async Task<T?> RunAsync<T>(SemaphoreSlim turns, Func<Task<T>> ask, CancellationToken patience)
        where T : class?
    {
        try
        {
            await turns.WaitAsync(patience).ConfigureAwait(false);
        }
        catch (OperationCanceledException)
        {
            return null;
        }

        try
        {
            return await ask().ConfigureAwait(false);
        }
        finally
        {
            turns.Release();
        }
    }

    private Line? JoinOrNone(string network)
    {
        lock (_lines)
        {
            if (!_lines.TryGetValue(network, out var line))
            {
                if (_lines.Count >= MaxNetworks)
                    return null;

                _lines[network] = line = new Line();
            }

            if (line.Length >= MaxWaitingForNetwork)
                return null;

            line.Length++;
            return line;
        }
    }

    private void Leave(string network, Line line)
    {
        lock (_lines)
        {
            if (--line.Length == 0)
                _lines.Remove(network);
        }
    }

    private sealed class Line
    {
        public SemaphoreSlim Turns { get; } = new(MaxOpenForNetwork);

        public int Length { get; set; }
    }
}
