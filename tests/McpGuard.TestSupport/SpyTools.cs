using System.Security.Claims;
using Microsoft.AspNetCore.Http;
using ModelContextProtocol.Server;

namespace McpGuard.TestSupport;

/// <summary>Tools that tell what they were called with.</summary>
[McpServerToolType]
internal sealed class SpyTools(ToolCalls calls, IHttpContextAccessor http)
{
    [McpServerTool(Name = "echo"), AllowAnyCaller]
    public string Echo(string message) => calls.Note($"echo {message}");

    [McpServerTool(Name = "files_read"), RequireScope("files:read")]
    public string Read(string path) => calls.Note($"files_read {path}");

    [McpServerTool(Name = "files_write"), RequireScope("files:read", "files:write")]
    public string Write(string path) => calls.Note($"files_write {path}");

    [McpServerTool(Name = "admin_purge"), RequireScope("admin:purge")]
    public string Purge() => calls.Note("admin_purge");

    [McpServerTool(Name = "whoami"), AllowAnyCaller]
    public string WhoAmI(ClaimsPrincipal user) =>
        calls.Note($"{user.FindFirst("sub")?.Value} {user.FindFirst("act_sub")?.Value} [{http.HttpContext?.Request.Headers.Authorization}]");

    [McpServerTool(Name = "wait"), AllowAnyCaller]
    public async Task<string> WaitAsync(CancellationToken cancellationToken)
    {
        calls.Note("wait");
        await Task.Delay(Timeout.InfiniteTimeSpan, cancellationToken);
        return "";
    }
}
