using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Binds the identifier of a session to its caller, so that every instance can verify its owner. The server itself knows the owner only
/// where the session started. Another instance would give the session to the first caller who names it.
/// </summary>
internal sealed class SessionSeal(IOptions<McpGuardOptions> options, IOptions<HttpServerTransportOptions> transport, TimeProvider time)
{
    // The digest is URL-safe text, since a session identifier must be visible ASCII.
    private const int MacLength = 2 * HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = options.Value.StateKey is { } key
        ? Convert.FromBase64String(key)
        : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    private readonly OpenSessions _open = new(transport, time);

    // Without sessions the server ignores the header, or refuses it.
    private readonly bool _hasSessions = transport.Value.SessionMode != HttpServerSessionMode.Stateless;

    /// <summary>Replaces the sealed identifier by the server's own, and leaves the version to the session.</summary>
    /// <returns>Whether the request names no session, or one of this caller.</returns>
    public bool TryOpen(HttpRequest request, GuardedOperation operation)
    {
        if (!_hasSessions || request.Headers[McpHeaders.Session] is not { Count: > 0 } named)
            return true;
        if (named is not [{ } text] || text.Length <= MacLength || text[MacLength] != '.')
            return false;

        var (session, caller) = (text[(MacLength + 1)..], operation.Caller!);
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[..MacLength]), Encoding.UTF8.GetBytes(Mac(session, operation))))
            return false;

        request.Headers[McpHeaders.Session] = session;

        // A gateway may name a version that it has agreed with its own client. The server would refuse any but the session's.
        if (ProtocolFloor.HasSessions(request.Headers[McpHeaders.ProtocolVersion]))
            request.Headers.Remove(McpHeaders.ProtocolVersion);

        _open.Use(caller, session);
        return true;
    }

    /// <summary>Whether the caller may start one more session, if the operation does that.</summary>
    public bool TryBegin(GuardedOperation operation) =>
        !_hasSessions || operation.Request.Method != RequestMethods.Initialize || _open.TryBegin(operation.Caller!, operation.Id);

    /// <summary>Seals the identifier that the server gives to its client, when the response starts.</summary>
    public void SealResponse(HttpResponse response, GuardedOperation operation)
    {
        if (_hasSessions)
            SealOnStarting(response, operation);
    }

    private void SealOnStarting(HttpResponse response, GuardedOperation operation)
    {
        var caller = operation.Caller!;
        response.OnStarting(() =>
        {
            if (response.Headers[McpHeaders.Session] is [{ Length: > 0 } session])
            {
                if (operation.Request.Method == RequestMethods.Initialize)
                    _open.Begin(caller, operation.Id, session);

                response.Headers[McpHeaders.Session] = $"{Mac(session, operation)}.{session}";
            }

            var request = response.HttpContext.Request;
            if (HttpMethods.IsDelete(request.Method) && response.StatusCode is >= 200 and < 300 && request.Headers[McpHeaders.Session] is [{ } ended])
                _open.End(ended);

            return Task.CompletedTask;
        });
    }

    private string Mac(string session, GuardedOperation operation)
    {
        var content = new StringBuilder("session:");
        foreach (var part in new[] { operation.Request.Resource?.Identifier ?? options.Value.Resource, CallerKey.Of(operation.Caller!), session })
            content.Append(part?.Length ?? -1).Append(':').Append(part);

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(content.ToString())));
    }
}
