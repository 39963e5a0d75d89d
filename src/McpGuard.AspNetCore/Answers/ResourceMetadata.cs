using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Options;

namespace McpGuard;

/// <summary>The protected resource metadata (RFC 9728), made from the configuration and never from the request's host.</summary>
internal sealed class ResourceMetadata(GuardedResource resource, TrustedIssuers issuers, LivePolicy policy, IOptions<McpGuardOptions> options)
{
    /// <summary>The address of the metadata of a resource without a path. Some clients ask there for every resource of a host.</summary>
    public const string RootPath = "/.well-known/oauth-protected-resource";

    private static readonly byte[] _notFound = """{"error":"not_found"}"""u8.ToArray();

    /// <summary>The paths at which it is served.</summary>
    public IReadOnlyList<string> Paths { get; } = [.. ResourceMetadataAddress.PathsOf(resource)];

    /// <summary>The absolute address, for challenges.</summary>
    public string Address => resource.MetadataAddress;

    /// <summary>The scopes that a client should ask for first.</summary>
    public IReadOnlyList<string> InitialScopes => policy.Current.ScopeRequests.Initial;

    /// <summary>Answers at <see cref="RootPath"/>, which belongs to no endpoint if there are several.</summary>
    public Task InvokeAtRootAsync(HttpContext context) => options.Value.Endpoints.Count == 0 ? InvokeAsync(context) : DenyAsync(context);

    public async Task InvokeAsync(HttpContext context)
    {
        var response = context.Response;

        // Some gateways ask for it when a user signs in, and would send the user to the server's own sign-in.
        if (!issuers.All.Any(issuer => issuer.IsAuthorizationServer))
        {
            await DenyAsync(context).ConfigureAwait(false);
            return;
        }

        // Clients in browsers send MCP-Protocol-Version, and so a preflight. The document is public, and for every origin.
        response.Headers.AccessControlAllowOrigin = "*";
        if (HttpMethods.IsOptions(context.Request.Method) && context.Request.Headers.AccessControlRequestMethod.Count > 0)
        {
            response.StatusCode = StatusCodes.Status204NoContent;
            response.Headers.AccessControlAllowMethods = "GET";
            response.Headers.AccessControlAllowHeaders = "*";
            response.Headers.AccessControlMaxAge = "600";
            return;
        }

        if (!HttpMethods.IsGet(context.Request.Method) && !HttpMethods.IsHead(context.Request.Method))
        {
            response.StatusCode = StatusCodes.Status405MethodNotAllowed;
            response.Headers.Allow = "GET, HEAD";
            return;
        }

        response.Headers.CacheControl = "public, max-age=300";
        response.ContentType = "application/json";
        var document = Write();
        response.ContentLength = document.Length;
        if (HttpMethods.IsGet(context.Request.Method))
            await response.Body.WriteAsync(document, context.RequestAborted).ConfigureAwait(false);
    }

    // Some clients fail at an answer that is not JSON.
    private static async Task DenyAsync(HttpContext context)
    {
        var response = context.Response;
        response.StatusCode = StatusCodes.Status404NotFound;
        response.ContentType = "application/json";
        response.ContentLength = _notFound.Length;
        if (!HttpMethods.IsHead(context.Request.Method))
            await response.Body.WriteAsync(_notFound, context.RequestAborted).ConfigureAwait(false);
    }

    private byte[] Write()
    {
        using var buffer = new MemoryStream();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            json.WriteString("resource", ResourceIdentifier.Canonical(resource.Identifier));
            WriteArray(json, "authorization_servers", issuers.All.Where(issuer => issuer.IsAuthorizationServer).Select(issuer => issuer.Name));

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
