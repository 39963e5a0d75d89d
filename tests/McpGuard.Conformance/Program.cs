// What the conformance suite expects of a server, with the guard or without it:
//   McpGuard.Conformance --urls http://127.0.0.1:5100 --sessions Stateless
//   McpGuard.Conformance --urls http://127.0.0.1:5100 --sessions Stateless --guard http://localhost:5101/
// The value of the last is the resource, which is the address that clients use. A token for it is printed first.
using McpGuard.Conformance;
using McpGuard.Testing;
using ModelContextProtocol.AspNetCore;

// Settings that lie by chance where this is started are not this server's.
var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });
var sessions = builder.Configuration.GetValue<HttpServerSessionMode>("sessions");
var resource = builder.Configuration["guard"];
using var authority = new TestAuthority();

builder.Services.AddDistributedMemoryCache();
var server = builder.Services.AddMcpServer()
    .WithHttpTransport(options => options.SessionMode = sessions)
    .WithDistributedCacheEventStreamStore()
    .WithFixtures();
if (resource is not null)
{
    server.WithMcpGuard(options => options.Resource = resource).WithTestAuthority(authority);
    Console.WriteLine(authority.Token(resource).WithScopes(FixtureScopes.All).Build());
}

var app = builder.Build();
var endpoint = app.MapMcp();
if (resource is not null)
    endpoint.RequireMcpGuard();

app.MapGet("/health", () => Results.Ok());
app.Run();
