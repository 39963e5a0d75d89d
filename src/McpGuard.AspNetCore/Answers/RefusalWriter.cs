using System.Globalization;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// Answers a refused request with the status, the challenge (RFC 6750 section 3), and one JSON-RPC error or tool result with the request's
/// id. The answer is never an event stream.
/// </summary>
internal sealed class RefusalWriter(ResourceMetadata metadata)
{
    public async Task WriteAsync(HttpContext context, Answer answer, string operationId, string? rawId)
    {
        var response = context.Response;
        response.StatusCode = answer.Status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (answer.Status == answer.Refusal.Status)
            WriteHeaders(response, answer.Refusal);

        var body = RefusalBody.Write(answer, rawId, operationId, metadata.Address);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    // An answer at 200 has the same in its body.
    private void WriteHeaders(HttpResponse response, Refusal refusal)
    {
        if (AuthorizationChallenge.Of(refusal, metadata.Address, string.Join(' ', metadata.InitialScopes)) is { } challenge)
            response.Headers.WWWAuthenticate = challenge;

        if (refusal.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        else if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "1";
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = "POST";
    }
}
