using System.Text.Json;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Servers;

/// <summary>
/// One line of JSON for each call, awaited before the tool runs and handed to the operating system, in one shared file. This is what
/// a team would write that needs an audit: no chain, no signature, no record of a refusal.
/// </summary>
internal sealed class CallLines : IAsyncDisposable
{
    public const string FileName = "calls.jsonl";

    private readonly SemaphoreSlim _turn = new(1);
    private readonly FileStream _file;

    public CallLines(string directory)
    {
        Directory.CreateDirectory(directory);
        _file = new FileStream(Path.Combine(directory, FileName), FileMode.Append, FileAccess.Write, FileShare.Read, bufferSize: 4096, useAsync: true);
    }

    public async Task AppendAsync(RequestContext<CallToolRequestParams> request, CancellationToken cancellationToken)
    {
        var line = JsonSerializer.SerializeToUtf8Bytes(new
        {
            time = DateTimeOffset.UtcNow,
            id = request.JsonRpcRequest.Id.ToString(),
            subject = request.User?.FindFirst("sub")?.Value,
            client = request.User?.FindFirst("client_id")?.Value,
            tool = request.Params?.Name,
            arguments = request.Params?.Arguments,
        });
        await _turn.WaitAsync(cancellationToken);
        try
        {
            await _file.WriteAsync(line, cancellationToken);
            await _file.WriteAsync("\n"u8.ToArray(), cancellationToken);
            await _file.FlushAsync(cancellationToken);
        }
        finally
        {
            _turn.Release();
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _file.DisposeAsync();
        _turn.Dispose();
    }
}
