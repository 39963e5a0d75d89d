using System.ComponentModel;
using McpGuard;
using ModelContextProtocol.Server;

namespace SampleTools;

/// <summary>Tells a caller what the server knows of it.</summary>
[McpServerToolType]
public static class CallerTools
{
    /// <summary>Says who calls.</summary>
    /// <param name="caller">The verified caller; the guard fills it in, no client can.</param>
    /// <returns>Subject, actor and scopes.</returns>
    [McpServerTool(Name = "whoami", ReadOnly = true), AllowAnyCaller]
    [Description("Says who you are, for whom you act, and with which scopes.")]
    public static string WhoAmI(DelegatedCaller caller) =>
        $"{caller.Actor?.Subject ?? "nobody"} acts for {caller.Subject} with the scopes: {caller.Scopes}";
}
