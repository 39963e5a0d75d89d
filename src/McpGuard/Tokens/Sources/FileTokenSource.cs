using ModelContextProtocol.Server;

namespace McpGuard;

/// <summary>The token in a file that the host replaces before the token expires, by a new file or by another target of a symbolic link.</summary>
internal sealed class FileTokenSource(string path, TimeLimitedFile? file = null) : ITokenSource
{
    private sealed record Reading(FileState File, string? Token);

    private readonly TimeLimitedFile _file = file ?? TimeLimitedFile.Of(path);
    private volatile Reading? _last;

    public async ValueTask<string?> GetTokenAsync(MessageContext message, CancellationToken cancellationToken)
    {
        try
        {
            return await _file.AskAsync(Read, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or UnauthorizedAccessException)
        {
            // The file is being replaced, is too large, may not be read, or does not answer. There is no token now; the next message tries again.
            return null;
        }
    }

    private string? Read(string path)
    {
        var file = FileState.Of(path);
        if (file.Kind != FileKind.Regular)
            return null;
        if (_last is { } last && last.File == file)
            return last.Token;

        using var stream = BoundedFile.Open(path, TokenLimits.TokenLength);
        var read = FileState.Of(stream);
        using var reader = new StreamReader(stream);
        var token = reader.ReadToEnd().Trim();
        _last = new(read, token.Length == 0 ? null : token);
        return _last.Token;
    }
}
