#pragma warning disable MCP9006 // Sessions of older clients are obsolete, but they are bounded too.

using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace McpGuard;

/// <summary>
/// Counts the sessions of each caller. The server ends idle sessions of any caller if there are too many, so no caller may have more than
/// its share.
/// </summary>
internal sealed class OpenSessions(IOptions<HttpServerTransportOptions> transport, TimeProvider time)
{
    // The longest time for starting a session.
    private static readonly TimeSpan _beginning = TimeSpan.FromMinutes(1);

    // If the server keeps an unused session longer, or forever, the session still counts only this long.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private readonly SharedTable<string, bool> _sessions = new(transport.Value.MaxIdleSessionCount, time);

    /// <summary>Reserves a place for a session that an operation starts.</summary>
    /// <returns>Whether the caller had room for it. A caller without a session always has room.</returns>
    public bool TryBegin(DelegatedCaller caller, string operation)
    {
        var (owner, end) = (CallerKey.Of(caller), time.GetUtcNow() + _beginning);
        return _sessions.TryAdd(owner, operation, value: true, end) || _sessions.TryAddOnly(owner, operation, value: true, end);
    }

    /// <summary>Gives the reserved place to the session that has started.</summary>
    public void Begin(DelegatedCaller caller, string operation, string session)
    {
        _sessions.Remove(operation);
        Use(caller, session);
    }

    /// <summary>Keeps the place of a session for the time that the server may keep it unused.</summary>
    public void Use(DelegatedCaller caller, string session)
    {
        _sessions.Remove(session);
        _sessions.TryAddInPlaceOfOldest(CallerKey.Of(caller), session, value: true, time.GetUtcNow() + UnusedTime);
    }

    /// <summary>Removes a session that has ended.</summary>
    public void End(string session) => _sessions.Remove(session);

    // An infinite time is negative.
    private TimeSpan UnusedTime => transport.Value.IdleTimeout is var timeout && timeout >= TimeSpan.Zero && timeout < _longest ? timeout : _longest;
}
