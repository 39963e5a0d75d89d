using System.Buffers;
using System.IO.Pipelines;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace McpGuard;

/// <summary>Reads a request's body without consuming it: the server then reads exactly the bytes that were checked.</summary>
internal static class RequestBody
{
    public const string JsonType = "application/json";

    /// <summary>Whether the body has the one supported encoding, which is unambiguous.</summary>
    public static bool HasJsonInUtf8(HttpRequest request) =>
        request.Headers.ContentEncoding.Count == 0 &&
        request.Headers.ContentType.Count == 1 &&
        (request.Headers.ContentType[0] == JsonType || IsJsonInUtf8(request.Headers.ContentType[0]));

    /// <summary>Reads the content of the body, within the bound.</summary>
    public static async ValueTask<(ReasonCode? Fault, RequestEnvelope Envelope)> ExamineAsync(
        HttpRequest request, int maxBytes, Predicate<RequestEnvelope> wantsArguments, CancellationToken cancellationToken)
    {
        // The caller is known, and the guard has its own bound: the web server's smaller one does not decide.
        if (request.HttpContext.Features.Get<IHttpMaxRequestBodySizeFeature>() is { IsReadOnly: false } limit && limit.MaxRequestBodySize < maxBytes)
            limit.MaxRequestBodySize = maxBytes;

        try
        {
            return await ExamineAsync(request.BodyReader, maxBytes, wantsArguments, cancellationToken).ConfigureAwait(false);
        }
        catch (IOException)
        {
            // An aborted request is not a failure of the guard, whatever the version of HTTP.
            return (ReasonCode.RequestAborted, new RequestEnvelope());
        }
    }

    /// <summary>
    /// Reads on in a body whose first part was examined and not consumed. If the client is gone, the part counts as consumed: the web server
    /// would otherwise look for the next request while its reader still holds the part, and warn that a reading is in progress.
    /// </summary>
    /// <param name="body">The body.</param>
    /// <param name="examined">The end of the part.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    public static async ValueTask<ReadResult> ContinueReadingAsync(PipeReader body, SequencePosition examined, CancellationToken cancellationToken)
    {
        try
        {
            return await body.ReadAsync(cancellationToken).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is IOException or OperationCanceledException)
        {
            Consume(body, examined);
            throw;
        }
    }

    private static void Consume(PipeReader body, SequencePosition examined)
    {
        try
        {
            body.AdvanceTo(examined);
        }
        catch (InvalidOperationException)
        {
            // The web server has released it already.
        }
    }

    private static async ValueTask<(ReasonCode? Fault, RequestEnvelope Envelope)> ExamineAsync(
        PipeReader body, int maxBytes, Predicate<RequestEnvelope> wantsArguments, CancellationToken cancellationToken)
    {
        SequencePosition? examined = null;
        while (true)
        {
            ReadResult read;
            try
            {
                var reading = examined is { } end ? ContinueReadingAsync(body, end, cancellationToken) : body.ReadAsync(cancellationToken);
                read = await reading.ConfigureAwait(false);
            }
            catch (BadHttpRequestException exception) when (exception.StatusCode == StatusCodes.Status413PayloadTooLarge)
            {
                return (ReasonCode.BodyTooLarge, new RequestEnvelope());
            }
            catch (Exception exception) when (exception is IOException or OperationCanceledException)
            {
                // The client has reset the connection or the stream, or aborted the body; each version of HTTP reports it differently.
                return (ReasonCode.RequestAborted, new RequestEnvelope());
            }

            if (read.Buffer.Length > maxBytes)
            {
                var beginning = BodyPrefix.Beginning(read.Buffer);
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return (ReasonCode.BodyTooLarge, beginning);
            }

            if (read.IsCompleted)
            {
                var fault = Read(read.Buffer, wantsArguments, out var envelope);

                // Nothing is consumed, so the server reads everything. The bytes stay examined: HTTP/2 counts them for flow control.
                body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
                return (fault, envelope);
            }

            examined = read.Buffer.End;
            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static bool IsJsonInUtf8(string? contentType) =>
        MediaTypeHeaderValue.TryParse(contentType, out var type) &&
        type.MediaType.Equals(JsonType, StringComparison.OrdinalIgnoreCase) &&
        type.Parameters.All(parameter =>
            !parameter.Name.Equals("charset", StringComparison.OrdinalIgnoreCase) ||
            HeaderUtilities.RemoveQuotes(parameter.Value).Equals("utf-8", StringComparison.OrdinalIgnoreCase));

    private static ReasonCode? Read(ReadOnlySequence<byte> buffer, Predicate<RequestEnvelope> wantsArguments, out RequestEnvelope envelope)
    {
        if (buffer.IsSingleSegment)
            return RequestEnvelope.Read(buffer.FirstSpan, wantsArguments, out envelope);

        var length = (int)buffer.Length;
        var whole = ArrayPool<byte>.Shared.Rent(length);
        try
        {
            buffer.CopyTo(whole);
            return RequestEnvelope.Read(whole.AsSpan(0, length), wantsArguments, out envelope);
        }
        finally
        {
            ArrayPool<byte>.Shared.Return(whole);
        }
    }
}
