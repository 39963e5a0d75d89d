using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace McpGuard.Authority.Clients;

/// <summary>Dynamic client registration (RFC 7591).</summary>
internal sealed class RegistrationEndpoint(AuthorityOptions options, ClientDirectory clients)
{
    public const string Path = "/register";

    private const int MaxBytes = 16 * 1024;
    private const string None = "none";

    public async Task RegisterAsync(HttpContext http)
    {
        http.Features.Get<IHttpMaxRequestBodySizeFeature>()!.MaxRequestBodySize = MaxBytes;
        ClientMetadata? metadata;
        try
        {
            var read = JsonSerializer.DeserializeAsync(http.Request.Body, ClientMetadataJson.Default.ClientMetadata, http.RequestAborted);
            metadata = await read.ConfigureAwait(false);
        }
        catch (JsonException)
        {
            metadata = null;
        }

        if (metadata is null)
            await RefuseAsync(http, "invalid_client_metadata", "The body must be client metadata in JSON.").ConfigureAwait(false);
        else if (metadata.RedirectUriProblem() is { } wrongAddress)
            await RefuseAsync(http, "invalid_redirect_uri", wrongAddress).ConfigureAwait(false);
        else if (metadata.Problem(None, "client_secret_basic", "client_secret_post") is { } problem)
            await RefuseAsync(http, "invalid_client_metadata", problem).ConfigureAwait(false);
        else
            await AnswerAsync(http, Register(metadata), metadata).ConfigureAwait(false);
    }

    private Client Register(ClientMetadata metadata)
    {
        var client = new Client($"development-{RandomNumberGenerator.GetHexString(24, lowercase: true)}", "registered itself")
        {
            Name = metadata.ClientName,
            RedirectUris = metadata.RedirectUris!,
            Secret = metadata.TokenEndpointAuthMethod == None ? null : RandomNumberGenerator.GetHexString(64, lowercase: true),
            Scopes = metadata.Scopes,
            MayRefresh = metadata.MayRefresh,
        };
        clients.Remember(client);
        options.Report($"Registered {client.Name ?? "a client without a name"} as {client.Id}.");
        return client;
    }

    private Task AnswerAsync(HttpContext http, Client client, ClientMetadata metadata)
    {
        var answer = new JsonObject
        {
            ["client_id"] = client.Id,
            ["client_id_issued_at"] = options.Time.GetUtcNow().ToUnixTimeSeconds(),
            ["client_name"] = client.Name,
            ["redirect_uris"] = new JsonArray([.. client.RedirectUris]),
            ["grant_types"] = client.MayRefresh ? new JsonArray("authorization_code", "refresh_token") : new JsonArray("authorization_code"),
            ["response_types"] = new JsonArray("code"),
            ["token_endpoint_auth_method"] = client.Secret is null ? None : metadata.TokenEndpointAuthMethod ?? "client_secret_basic",
        };
        if ((client.Scopes ?? options.Scopes) is { Count: > 0 } scopes)
            answer["scope"] = string.Join(' ', scopes);
        if (client.Secret is { } secret)
        {
            answer["client_secret"] = secret;
            answer["client_secret_expires_at"] = 0;
        }

        return WriteAsync(http, StatusCodes.Status201Created, answer);
    }

    private Task RefuseAsync(HttpContext http, string error, string why)
    {
        options.Report($"Refused a registration: {why}");
        return WriteAsync(http, StatusCodes.Status400BadRequest, new JsonObject { ["error"] = error, ["error_description"] = why });
    }

    private static Task WriteAsync(HttpContext http, int status, JsonObject answer)
    {
        http.Response.StatusCode = status;
        http.Response.ContentType = "application/json";
        http.Response.Headers.CacheControl = "no-store";
        return http.Response.WriteAsync(answer.ToJsonString());
    }
}
