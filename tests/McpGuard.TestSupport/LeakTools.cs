using System.Collections;
using System.Security.Claims;
using System.Text.Json;
using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>A tool that tells everything that it can lay its hands on.</summary>
[McpServerToolType]
internal sealed class LeakTools
{
    [McpServerTool(Name = "leak"), AllowAnyCaller]
    public static string Leak(
        DelegatedCaller caller, ClaimsPrincipal user, RequestContext<CallToolRequestParams> request, IHttpContextAccessor accessor, IServiceProvider services)
    {
        var http = accessor.HttpContext!;
        return string.Join('\n', [
            $"{caller} {JsonSerializer.Serialize(caller)}",
            .. Reachable.TextsFrom(caller), .. Reachable.TextsFrom(user), .. Reachable.TextsFrom(http.User),
            .. user.Claims.Concat(http.User.Claims).SelectMany(claim => claim.Properties.Values.Append(claim.ToString())),
            .. http.Request.Headers.Concat(http.Features.GetRequiredFeature<IHttpRequestFeature>().Headers).Select(header => $"{header.Key}: {header.Value}"),
            .. http.Items.Values.Append(http.Features.Get<IAuthenticateResultFeature>()?.AuthenticateResult?.Properties).Select(item => $"{item}"),
            $"{http.Request.QueryString} {http.Features.GetRequiredFeature<IHttpRequestFeature>().RawTarget}",
            $"{JsonSerializer.Serialize(request.Params)} {request.JsonRpcRequest.Params?.ToJsonString()}",
            .. request.Items.Values.Concat(request.JsonRpcRequest.Context?.Items?.Values ?? []).Select(item => $"{item}"),
            .. Environment.GetEnvironmentVariables().Cast<DictionaryEntry>().Select(variable => $"{variable.Key}={variable.Value}"),
            .. services.GetService<IConfiguration>()?.AsEnumerable().Select(setting => $"{setting.Key}={setting.Value}") ?? [],
            "that was all",
        ]);
    }
}
