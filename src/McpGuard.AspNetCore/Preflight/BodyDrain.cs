using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// Discards the rest of a refused body over HTTP/2. A stream that ends before its body is reset, and the web server remembers it for some
/// seconds. When it remembers too many, it resets the new streams of everybody on the connection.
/// </summary>
internal sealed class BodyDrain
{
    // Fewer than the streams of one connection: slow bodies do not use up all of them.
    private const int MaxAtOnce = 64;

    private static readonly TimeSpan _patience = TimeSpan.FromSeconds(1);

    private int _running;

    /// <summary>Ends the response, and discards at most <paramref name="maxBytes"/>. A longer or slower body is reset.</summary>
    public async Task RunAsync(HttpContext context, int maxBytes, TimeProvider time)
    {
        var request = context.Request;
        if (!HttpProtocol.IsHttp2(request.Protocol) || request.ContentLength == 0 || request.ContentLength > maxBytes || request.Headers.Expect.Count > 0)
            return;

        try
        {
            if (Interlocked.Increment(ref _running) <= MaxAtOnce)
                await DiscardAsync(context, maxBytes, time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has reset the stream or disconnected. It has its answer.
        }
        finally
        {
            Interlocked.Decrement(ref _running);
        }
    }

    private static async Task DiscardAsync(HttpContext context, int maxBytes, TimeProvider time)
    {
        // The client gets the whole answer before it has sent its body.
        await context.Response.CompleteAsync().ConfigureAwait(false);

        var body = context.Request.BodyReader;
        using var timer = GuardTimer.Create(time, body.CancelPendingRead, _patience, Timeout.InfiniteTimeSpan);
        for (long left = maxBytes; left >= 0;)
        {
            var read = await body.ReadAsync().ConfigureAwait(false);
            left -= read.Buffer.Length;
            body.AdvanceTo(read.Buffer.End);
            if (read.IsCompleted || read.IsCanceled)
                return;
        }
    }
}
