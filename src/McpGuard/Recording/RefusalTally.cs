using System.Net;
using System.Runtime.InteropServices;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>
/// Bounds the records that strangers cause. In each window an address gets a number of records; further refusals are counted by address and
/// reason. The number of counts is bounded too.
/// </summary>
internal sealed class RefusalTally(IOptions<McpGuardOptions> options)
{
    /// <summary>The length of a window.</summary>
    public static readonly TimeSpan Window = TimeSpan.FromMinutes(1);

    private const int MaxAddresses = 4096;
    private const int MaxSums = 64;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, int> _records = new(StringComparer.Ordinal);
    private readonly Dictionary<(string? Address, ReasonCode Reason), (long Count, DateTimeOffset Since)> _sums = [];
    private int _recorded;

    /// <summary>Takes a record's place in the window, or counts the refusal.</summary>
    /// <returns>Whether the refusal gets its own record.</returns>
    public bool TryTake(IPAddress? address, ReasonCode reason, DateTimeOffset now)
    {
        var name = ClientNetwork.Of(address);
        lock (_lock)
        {
            if (_recorded < options.Value.Audit.Refusals.PerMinute && TryTake(name))
            {
                _recorded++;
                return true;
            }

            var key = _sums.ContainsKey((name, reason)) || _sums.Count < MaxAddresses ? name : null;
            ref var sum = ref CollectionsMarshal.GetValueRefOrAddDefault(_sums, (key, reason), out var isCounted);
            sum = (sum.Count + 1, isCounted ? sum.Since : now);
            return false;
        }
    }

    /// <summary>Ends the window.</summary>
    /// <returns>The counts of the window: the largest by address, all others together by reason.</returns>
    public IReadOnlyList<RefusalSum> Close()
    {
        lock (_lock)
        {
            _records.Clear();
            _recorded = 0;
            if (_sums.Count == 0)
                return [];

            var all = _sums.OrderByDescending(sum => sum.Key.Address is not null).ThenByDescending(sum => sum.Value.Count)
                .Select((sum, index) =>
                    new RefusalSum(index < MaxSums && sum.Key.Address?.Length > 0 ? sum.Key.Address : null, sum.Key.Reason, sum.Value.Count, sum.Value.Since))
                .GroupBy(sum => (sum.Address, sum.Reason))
                .Select(group => new RefusalSum(group.Key.Address, group.Key.Reason, group.Sum(sum => sum.Count), group.Min(sum => sum.Since)))
                .ToArray();
            _sums.Clear();
            return all;
        }
    }

    private bool TryTake(string name)
    {
        var limit = options.Value.Audit.Refusals.PerMinutePerAddress;
        if (limit == 0 || (_records.Count >= MaxAddresses && !_records.ContainsKey(name)))
            return false;

        ref var records = ref CollectionsMarshal.GetValueRefOrAddDefault(_records, name, out _);
        if (records >= limit)
            return false;

        records++;
        return true;
    }
}
