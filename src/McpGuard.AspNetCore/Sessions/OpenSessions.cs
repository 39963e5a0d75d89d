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

    private readonly SharedTable<string, bool> _sessions = new(transport.Value.MaxIdleSessionCount, time);

    /// <summary>Takes the place of a session that an operation begins.</summary>
    /// <returns>Whether the caller had room for it.</returns>
    public bool TryBegin(DelegatedCaller caller, string operation) =>
        _sessions.TryAdd(CallerKey.Of(caller), operation, value: true, time.GetUtcNow() + _beginning);

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
        _sessions.TryAddInPlaceOfOldest(CallerKey.Of(caller), session, value: true, time.GetUtcNow() + transport.Value.IdleTimeout);
    }

    /// <summary>Notes that a session has ended.</summary>
    public void End(string session) => _sessions.Remove(session);
}
