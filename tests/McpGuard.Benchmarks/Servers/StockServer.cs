using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using ModelContextProtocol.AspNetCore;
using ModelContextProtocol.AspNetCore.Authentication;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Servers;

/// <summary>
/// The same server, protected the way the SDK's own samples show: it checks the same tokens and the same scope. With a directory it
/// also writes a line for each call, which is the least that makes an audit.
/// </summary>
internal static class StockServer
{
    private const string Policy = "may-echo";

    public static WebApplication Build(WebApplicationBuilder builder, string authority, string? auditDirectory)
    {
        builder.Services
            .AddAuthentication(options =>
            {
                options.DefaultChallengeScheme = McpAuthenticationDefaults.AuthenticationScheme;
                options.DefaultAuthenticateScheme = JwtBearerDefaults.AuthenticationScheme;
            })
            .AddJwtBearer(options =>
            {
                options.Authority = authority;
                options.Audience = BenchmarkServer.Resource;
                options.RequireHttpsMetadata = false; // the authority is on this machine
                options.MapInboundClaims = false;
                options.TokenValidationParameters.ValidTypes = ["at+jwt"];
                options.TokenValidationParameters.ValidAlgorithms = ["ES256"];
            })
            .AddMcp(options => options.ResourceMetadata = new()
            {
                Resource = BenchmarkServer.Resource,
                AuthorizationServers = { authority },
            });
        builder.Services.AddAuthorization(options => options.AddPolicy(Policy, policy => policy.RequireAssertion(context =>
            context.User.FindFirst("scope")?.Value.Split(' ').Contains(BenchmarkServer.Scope) == true)));
        var server = builder.Services.AddMcpServer()
            .WithHttpTransport(http => http.SessionMode = HttpServerSessionMode.Stateless)
            .AddAuthorizationFilters()
            .WithTools<Tools>();
        if (auditDirectory is not null)
        {
            // The container closes the file when the server ends.
            builder.Services.AddSingleton(_ => new CallLines(auditDirectory));
            server.WithRequestFilters(filters => filters.AddCallToolFilter(next => async (request, cancellationToken) =>
            {
                await request.Services!.GetRequiredService<CallLines>().AppendAsync(request, cancellationToken);
                return await next(request, cancellationToken);
            }));
        }

        var app = builder.Build();
        app.UseAuthentication();
        app.UseAuthorization();
        app.MapMcp("/mcp").RequireAuthorization();
        return app;
    }

    [McpServerToolType]
    private sealed class Tools
    {
        [McpServerTool(Name = BenchmarkTools.Echo), Authorize(Policy = Policy)]
        public static string Echo(string message, int count) => Echoes.Of(message, count);

        [McpServerTool(Name = BenchmarkTools.Wait), Authorize(Policy = Policy)]
        public static Task<string> WaitAsync(string message, int count) => Echoes.AfterWaitAsync(message, count);
    }
}
