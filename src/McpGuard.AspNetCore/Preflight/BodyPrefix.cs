using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// Reads the start of a body whose request is refused anyway: at most <see cref="MaxBytes"/> that have arrived or arrive at once. So a
/// request without a valid token uses no memory and almost no time.
/// </summary>
internal sealed class BodyPrefix
{
    /// <summary>The maximum number of bytes.</summary>
    public const int MaxBytes = 4 * 1024;

    // Some clients send headers and body in two packets.
    private const int MaxWaiting = 64;

    private static readonly TimeSpan _patience = TimeSpan.FromMilliseconds(100);

    private int _waiting;

    /// <returns>The start of the body, or null if nothing has arrived.</returns>
    public async ValueTask<RequestEnvelope?> ReadAsync(HttpRequest request, TimeProvider time)
    {
        // A client that asks before it sends its body gets the refusal as the answer.
        if (request.ContentLength == 0 || request.Headers.Expect.Count > 0)
            return null;

        try
        {
            var body = request.BodyReader;
            var isThere = body.TryRead(out var read);
            if (isThere && IsEnough(read, request))
                return Take(body, read);

            return await ReadInTurnAsync(request, isThere ? read : null, time).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            // The client has disconnected; each version of HTTP reports it differently. The request is still refused for its token.
            return null;
        }
    }

    /// <summary>Reads the start of a body that is refused for its size.</summary>
    public static RequestEnvelope Beginning(ReadOnlySequence<byte> body)
    {
        Span<byte> beginning = stackalloc byte[MaxBytes];
        var length = (int)Math.Min(body.Length, MaxBytes);
        body.Slice(0, length).CopyTo(beginning);
        return RequestEnvelope.ReadBeginning(beginning[..length]);
    }

    private async ValueTask<RequestEnvelope?> ReadInTurnAsync(HttpRequest request, ReadResult? beginning, TimeProvider time)
    {
        try
        {
            if (Interlocked.Increment(ref _waiting) <= MaxWaiting)
                return await WaitAsync(request, beginning, time).ConfigureAwait(false);

            return beginning is { } read ? Take(request.BodyReader, read) : null;
        }
        finally
        {
            Interlocked.Decrement(ref _waiting);
        }
    }

    private static async ValueTask<RequestEnvelope?> WaitAsync(HttpRequest request, ReadResult? beginning, TimeProvider time)
    {
        var body = request.BodyReader;
        using var timer = GuardTimer.Create(time, body.CancelPendingRead, _patience, Timeout.InfiniteTimeSpan);
        while (true)
        {
            if (beginning is { } seen)
                body.AdvanceTo(seen.Buffer.Start, seen.Buffer.End);

            var reading = beginning is { Buffer.End: var examined }
                ? RequestBody.ContinueReadingAsync(body, examined, CancellationToken.None)
                : body.ReadAsync();
            var read = await reading.ConfigureAwait(false);
            if (read.IsCanceled || IsEnough(read, request))
                return Take(body, read);

            beginning = read;
        }
    }

    private static bool IsEnough(ReadResult read, HttpRequest request) =>
        read.IsCompleted || read.Buffer.Length >= MaxBytes || request.ContentLength > MaxBytes;

    private static RequestEnvelope? Take(PipeReader body, ReadResult read)
    {
        var envelope = Read(read);
        body.AdvanceTo(read.Buffer.End);
        return envelope;
    }

    private static RequestEnvelope? Read(ReadResult read)
    {
        if (read.Buffer.IsEmpty)
            return null;

        if (!read.IsCompleted || read.Buffer.Length > MaxBytes)
            return Beginning(read.Buffer);

        Span<byte> whole = stackalloc byte[(int)read.Buffer.Length];
        read.Buffer.CopyTo(whole);
        RequestEnvelope.Read(whole, static _ => false, out var envelope);
        return envelope;
    }
}
