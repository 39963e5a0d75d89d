using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The token in a file that the host replaces before the old one expires.</summary>
internal sealed class FileTokenSource(string path) : ITokenSource
{
    private sealed record Reading(DateTime WrittenAt, long Length, string? Token);

    private volatile Reading? _last;

    public async ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken)
    {
        var file = new FileInfo(path);
        if (!file.Exists || file.Length > TokenLimits.TokenLength)
            return null;

        if (_last is { } last && last.WrittenAt == file.LastWriteTimeUtc && last.Length == file.Length)
            return last.Token;

        try
        {
            var token = (await File.ReadAllTextAsync(path, cancellationToken)).Trim();
            _last = new(file.LastWriteTimeUtc, file.Length, token.Length == 0 ? null : token);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file is being replaced, or may not be read: there is no token now, and the next message looks again.
            return null;
        }

        return _last.Token;
    }
}
