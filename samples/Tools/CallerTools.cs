using System.ComponentModel;
using System.Security.Claims;
using McpGuard;
using ModelContextProtocol.Server;

namespace SampleTools;

/// <summary>Tells a caller what the server knows of it.</summary>
[McpServerToolType]
public static class CallerTools
{
    /// <summary>Says who calls.</summary>
    /// <param name="user">The verified caller; the server fills it in, no client can.</param>
    /// <returns>Subject, actor and scopes.</returns>
    [McpServerTool(Name = "whoami", ReadOnly = true), AllowAnyCaller]
    [Description("Says who you are, for whom you act, and with which scopes.")]
    public static string WhoAmI(ClaimsPrincipal user) =>
        $"{user.FindFirst("act_sub")?.Value ?? "nobody"} acts for {user.FindFirst("sub")?.Value} with the scopes: {user.FindFirst("scope")?.Value}";
}
