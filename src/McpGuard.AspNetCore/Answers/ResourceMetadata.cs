using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>The protected resource metadata (RFC 9728), made from the configuration and never from the request's host.</summary>
internal sealed class ResourceMetadata
{
    private readonly McpGuardOptions _options;
    private readonly TrustedIssuers _issuers;
    private readonly LivePolicy _policy;

    public ResourceMetadata(IOptions<McpGuardOptions> options, TrustedIssuers issuers, LivePolicy policy)
    {
        (_options, _issuers, _policy) = (options.Value, issuers, policy);
        var resource = new Uri(options.Value.Resource!);
        (Path, Address) = (ResourceMetadataAddress.PathOf(resource), ResourceMetadataAddress.Of(resource));
    }

    public string Path { get; }

    /// <summary>The absolute address, for challenges.</summary>
    public string Address { get; }

    /// <summary>The scopes that a client should ask for first.</summary>
    public IReadOnlyList<string> InitialScopes => _policy.Current.ScopeRequests.Initial;

    public async Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;
        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        // It is public, and clients in browsers need it as well.
        response.Headers.AccessControlAllowOrigin = "*";
        response.Headers.CacheControl = "public, max-age=300";
        response.ContentType = "application/json";
        var document = Write();
        response.ContentLength = document.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await response.Body.WriteAsync(document, context.RequestAborted).ConfigureAwait(false);
    }

    private byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resource", ResourceIdentifier.Canonical(_options.Resource!));
            WriteArray(json, "authorization_servers", _issuers.All.Select(issuer => issuer.Name));

            // RFC 9728 section 3.2: a member without elements is omitted.
            if (InitialScopes.Count > 0)
                WriteArray(json, "scopes_supported", InitialScopes);
            WriteArray(json, "bearer_methods_supported", ["header"]);
            json.WriteEndObject();
        }

        return buffer.ToArray();
    }

    private static void WriteArray(Utf8JsonWriter json, string name, IEnumerable<string> values)
    {
        json.WriteStartArray(name);
        foreach (var value in values)
            json.WriteStringValue(value);
        json.WriteEndArray();
    }
}
