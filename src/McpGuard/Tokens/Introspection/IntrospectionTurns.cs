#pragma warning disable CA1001 // Semaphores without wait handles and a cache without timers hold nothing that must be disposed of.

using System.Net;
using Microsoft.Extensions.Caching.Memory;

namespace McpGuard;

/// <summary>
/// Takes turns at asking an issuer. A flood of made-up tokens from one network waits for itself, and tokens that were good
/// before have turns that no stranger can take.
/// </summary>
internal sealed class IntrospectionTurns(TimeProvider time)
{
    /// <summary>How many questions are open at one time; made-up tokens must not turn into a flood upon the issuer.</summary>
    public const int MaxOpen = 32;

    /// <summary>How many of them one network may have, of tokens that are not known.</summary>
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

    /// <summary>Remembers a token as good until it ends.</summary>
    public void NoteGood(TokenHash token, DateTimeOffset end) =>
        _good.Set(token, true, new MemoryCacheEntryOptions { Size = 1, AbsoluteExpiration = end });

    /// <summary>Asks when it is this token's turn.</summary>
    /// <returns>What the question gave, or null if its turn did not come in time.</returns>
    public async Task<T?> RunAsync<T>(IPAddress? address, TokenHash token, Func<Task<T>> ask)
        where T : class
    {
        using var patience = new CancellationTokenSource(_patience, time);
        if (_good.TryGetValue(token, out _))
            return await RunAsync(_ofKnown, ask, patience.Token).ConfigureAwait(false);

        var network = ClientNetwork.Of(address);
        if (TryJoin(network) is not { } line)
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

    private Line? TryJoin(string network)
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
