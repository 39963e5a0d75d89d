using System.Security.Cryptography;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.Protocol;

namespace McpGuard;

/// <summary>
/// Binds the identifier of a session to its caller, so that each instance that serves it can tell whose it is. The server itself knows
/// that only where the session began; an instance that takes it over would give it to the first who names it.
/// </summary>
internal sealed class SessionSeal(IOptions<McpGuardOptions> options, IOptions<HttpServerTransportOptions> transport, TimeProvider time)
{
    // The digest is URL-safe text, as an identifier of a session must be visible ASCII.
    private const int MacLength = 2 * HMACSHA256.HashSizeInBytes;

    private readonly byte[] _key = options.Value.StateKey is { } key ? Convert.FromBase64String(key) : RandomNumberGenerator.GetBytes(HMACSHA256.HashSizeInBytes);

    private readonly OpenSessions _open = new(transport, time);

    // Where there are no sessions the server ignores the header, or refuses it by itself.
    private readonly bool _hasSessions = transport.Value.SessionMode != HttpServerSessionMode.Stateless;

    /// <summary>Puts the identifier that the server knows in the place of the sealed one.</summary>
    /// <returns>Whether the request names no session, or one of the caller's.</returns>
    public bool TryOpen(HttpRequest request, DelegatedCaller caller)
    {
        if (!_hasSessions || request.Headers[McpHeaders.Session] is not { Count: > 0 } named)
            return true;
        if (named is not [{ } text] || text.Length <= MacLength || text[MacLength] != '.')
            return false;

        var session = text[(MacLength + 1)..];
        if (!CryptographicOperations.FixedTimeEquals(Encoding.UTF8.GetBytes(text[..MacLength]), Encoding.UTF8.GetBytes(Mac(session, caller))))
            return false;

        request.Headers[McpHeaders.Session] = session;
        _open.Use(caller, session);
        return true;
    }

    /// <summary>Whether the caller may begin one more session, if that is what an operation does.</summary>
    public bool TryBegin(GuardedOperation operation) =>
        !_hasSessions || operation.Request.Method != RequestMethods.Initialize || _open.TryBegin(operation.Caller!, operation.Id);

    /// <summary>Seals the identifier that the server gives its client, as soon as the response starts.</summary>
    public void Close(HttpResponse response, GuardedOperation operation)
    {
        var caller = operation.Caller!;
        if (_hasSessions)
            response.OnStarting(() =>
            {
                if (response.Headers[McpHeaders.Session] is [{ Length: > 0 } session])
                {
                    if (operation.Request.Method == RequestMethods.Initialize)
                        _open.Begin(caller, operation.Id, session);

                    response.Headers[McpHeaders.Session] = $"{Mac(session, caller)}.{session}";
                }

                var request = response.HttpContext.Request;
                if (HttpMethods.IsDelete(request.Method) && response.StatusCode is >= 200 and < 300 && request.Headers[McpHeaders.Session] is [{ } ended])
                    _open.End(ended);

                return Task.CompletedTask;
            });
    }

    private string Mac(string session, DelegatedCaller caller)
    {
        var content = new StringBuilder("session:");
        foreach (var part in new[] { options.Value.Resource, CallerKey.Of(caller), session })
            content.Append(part?.Length ?? -1).Append(':').Append(part);

        return Convert.ToHexStringLower(HMACSHA256.HashData(_key, Encoding.UTF8.GetBytes(content.ToString())));
    }
}
