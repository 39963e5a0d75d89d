using System.Globalization;
using System.Text;
using Microsoft.AspNetCore.Http;

namespace McpGuard;

/// <summary>
/// Answers a refused request with the status, the challenge (RFC 6750 section 3), and one JSON-RPC error with the request's id. The answer
/// is never an event stream.
/// </summary>
internal sealed class RefusalWriter(ResourceMetadata metadata)
{
    public async Task WriteAsync(HttpContext context, Refusal refusal, string operationId, string? rawId)
    {
        var response = context.Response;
        response.StatusCode = refusal.Status;
        response.ContentType = "application/json";
        response.Headers.CacheControl = "no-store";
        if (Challenge(refusal) is { } challenge)
        {
            response.Headers.WWWAuthenticate = challenge;
            if (context.Request.Headers.Origin.Count > 0)
                response.Headers.AccessControlExposeHeaders = "WWW-Authenticate";
        }

        if (refusal.RetryAfterSeconds is { } seconds)
            response.Headers.RetryAfter = seconds.ToString(CultureInfo.InvariantCulture);
        else if (refusal.Status == StatusCodes.Status503ServiceUnavailable)
            response.Headers.RetryAfter = "1";
        if (refusal.Status == StatusCodes.Status405MethodNotAllowed)
            response.Headers.Allow = "POST";

        var body = RefusalBody.Write(refusal, rawId, operationId, metadata.Address);
        response.ContentLength = body.Length;
        await response.Body.WriteAsync(body, context.RequestAborted).ConfigureAwait(false);
    }

    /// <summary>The challenge, or null if another token would not help.</summary>
    private string? Challenge(Refusal refusal)
    {
        if (refusal is not ({ Status: 401 } or { Error: not null }))
            return null;

        var challenge = new StringBuilder("Bearer ");
        if (refusal.Error is not null)
            challenge.Append($"error=\"{refusal.Error}\", error_description=\"{refusal.Message.Replace('"', '\'')}\", ");
        if (refusal.SignIn?.Contexts is { } contexts)
            challenge.Append($"acr_values=\"{contexts}\", ");
        if (refusal.SignIn?.MaxAge is { } age)
            challenge.Append(CultureInfo.InvariantCulture, $"max_age=\"{(long)age.TotalSeconds}\", ");
        if ((refusal.Scope ?? (refusal is { Status: 401, SignIn: null } ? string.Join(' ', metadata.InitialScopes) : "")) is { Length: > 0 } scope)
            challenge.Append($"scope=\"{scope}\", ");

        return challenge.Append($"resource_metadata=\"{metadata.Address}\"").ToString();
    }
}
