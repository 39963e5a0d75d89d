#pragma warning disable MCP9006 // Sessions of older clients are obsolete, and bounded all the same.

using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;

namespace McpGuard;

/// <summary>
/// Counts the sessions of each caller. The server ends idle sessions when there are too many, whosever they are, so no caller may
/// have more than its share of them.
/// </summary>
internal sealed class OpenSessions(IOptions<HttpServerTransportOptions> transport, TimeProvider time)
{
    // How long a session may take to begin.
    private static readonly TimeSpan _beginning = TimeSpan.FromMinutes(1);

    // Where the server keeps an unused session for longer, or for ever, it still counts no longer than this.
    private static readonly TimeSpan _longest = TimeSpan.FromDays(1);

    private readonly SharedTable<string, bool> _sessions = new(transport.Value.MaxIdleSessionCount, time);

    /// <summary>Takes the place of a session that an operation begins.</summary>
    /// <returns>Whether the caller had room for it. A caller without a session always has.</returns>
    public bool TryBegin(DelegatedCaller caller, string operation)
    {
        var (owner, end) = (CallerKey.Of(caller), time.GetUtcNow() + _beginning);
        return _sessions.TryAdd(owner, operation, value: true, end) || _sessions.TryAddOnly(owner, operation, value: true, end);
    }

    /// <summary>Gives the place of the operation to the session that has begun.</summary>
    public void Begin(DelegatedCaller caller, string operation, string session)
    {
        _sessions.Remove(operation);
        Use(caller, session);
    }

    /// <summary>Keeps the place of a session for as long as the server may keep it unused.</summary>
    public void Use(DelegatedCaller caller, string session)
    {
        _sessions.Remove(session);
        _sessions.TryAddInPlaceOfOldest(CallerKey.Of(caller), session, value: true, time.GetUtcNow() + UnusedTime);
    }

    /// <summary>Notes that a session has ended.</summary>
    public void End(string session) => _sessions.Remove(session);

    // An infinite time is negative.
    private TimeSpan UnusedTime => transport.Value.IdleTimeout is var timeout && timeout >= TimeSpan.Zero && timeout < _longest ? timeout : _longest;
}
