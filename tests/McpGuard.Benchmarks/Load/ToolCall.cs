using System.Globalization;
using System.Text;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Load;

/// <summary>
/// The bytes of one tool call, as the official client sends it for protocol version 2026-07-28: chunked, with the
/// headers that repeat the body. Each call has a number of its own, which must come back.
/// </summary>
internal sealed class ToolCall
{
    private const int MaxNumber = 99_999_999; // eight digits, so that the frame never changes

    private static readonly int _firstNumber = int.Parse(CallBody.Number, CultureInfo.InvariantCulture);

    private readonly byte[] _request;
    private readonly int[] _numbersInRequest;
    private readonly byte[] _expectedId = Encoding.ASCII.GetBytes($"\"id\":{CallBody.Number}");
    private readonly byte[] _expectedText = Encoding.ASCII.GetBytes($"\"text\":\"message {CallBody.Number}\"");
    private readonly IReadOnlyList<byte[]> _tokens;
    private readonly int _tokenInRequest;
    private int _number = MaxNumber;
    private int _token;

    /// <param name="server">The server.</param>
    /// <param name="token">The access token, or null for a call without one.</param>
    /// <param name="session">The session that an older client calls in, or null for a call without one.</param>
    /// <param name="tool">The tool.</param>
    /// <param name="body">The body. Default: the call of the tool.</param>
    /// <param name="tokens">Further tokens of the same length, for one call each in turn. Default: none.</param>
    public ToolCall(
        Uri server, string? token, string? session = null, string tool = BenchmarkTools.Echo, string? body = null, IReadOnlyList<byte[]>? tokens = null)
    {
        body ??= (session is null ? CallBody.Text : CallBody.TextInSession).Replace($"\"{BenchmarkTools.Echo}\"", $"\"{tool}\"", StringComparison.Ordinal);
        string[] lines =
        [
            "POST /mcp HTTP/1.1",
            $"Host: {server.Authority}",
            "Accept: application/json, text/event-stream",
            .. token is null ? Array.Empty<string>() : [$"Authorization: Bearer {token}"],
            .. session is null
                ? new[] { "MCP-Protocol-Version: 2026-07-28", "Mcp-Method: tools/call", $"Mcp-Name: {tool}" }
                : [$"MCP-Protocol-Version: {CallBody.SessionVersion}", $"Mcp-Session-Id: {session}"],
            "Transfer-Encoding: chunked",
            "Content-Type: application/json",
            "",
            body.Length.ToString("X", CultureInfo.InvariantCulture),
            body,
            "0",
            "",
            "",
        ];
        var request = string.Join("\r\n", lines);
        _request = Encoding.ASCII.GetBytes(request);
        _tokens = tokens ?? [];
        _tokenInRequest = token is null ? 0 : request.IndexOf(token, StringComparison.Ordinal);
        _numbersInRequest = [.. Places(request, "message "), .. Places(request, "\"id\":")];
    }

    /// <summary>How many tokens the calls have in turn.</summary>
    public int Tokens => Math.Max(1, _tokens.Count);

    /// <summary>Numbers the call and gives its bytes.</summary>
    public ReadOnlySpan<byte> Next()
    {
        _number = _number == MaxNumber ? _firstNumber : _number + 1;
        foreach (var at in _numbersInRequest)
            Write(_request.AsSpan(at, 8));
        if (_tokens.Count > 0)
            _tokens[_token++ % _tokens.Count].CopyTo(_request.AsSpan(_tokenInRequest));

        Write(_expectedId.AsSpan(^8..));
        Write(_expectedText.AsSpan(^9..^1));
        return _request;
    }

    /// <summary>Whether a body is the result of the very call that was sent last.</summary>
    public bool IsAnsweredBy(ReadOnlySpan<byte> body) =>
        body.IndexOf(_expectedId) >= 0 && body.IndexOf(_expectedText) >= 0 && body.IndexOf("\"isError\":true"u8) < 0;

    // A malformed body may have none of them.
    private static IEnumerable<int> Places(string request, string prefix)
    {
        var at = request.IndexOf(prefix + CallBody.Number, StringComparison.Ordinal);
        return at < 0 ? [] : [at + prefix.Length];
    }

    private void Write(Span<byte> digits) => _number.TryFormat(digits, out _, "D8", CultureInfo.InvariantCulture);
}
