using Microsoft.AspNetCore.Authentication.JwtBearer;
using Microsoft.AspNetCore.Authorization;
using SampleTools;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// The application as it was: an API with tokens of its own, and a policy that every endpoint falls back to.
builder.Services.AddAuthentication(JwtBearerDefaults.AuthenticationScheme).AddJwtBearer(bearer =>
{
    bearer.Authority = builder.Configuration["Api:Authority"];
    bearer.Audience = builder.Configuration["Api:Audience"];
    bearer.MapInboundClaims = false;
    bearer.RequireHttpsMetadata = !builder.Environment.IsDevelopment();
});
builder.Services.AddAuthorizationBuilder().SetFallbackPolicy(new AuthorizationPolicyBuilder().RequireAuthenticatedUser().Build());
builder.Services.AddSingleton<SampleData>();
builder.Services.AddSingleton<TicketStore>();

// What was added: tools on the same services, with tokens for the MCP endpoint only.
builder.Services.AddMcpServer()
    .WithHttpTransport()
    .WithTools<TicketTools>()
    .WithMcpGuard();

var app = builder.Build();
app.UseAuthentication();
app.UseAuthorization();
app.MapGet("/tickets", (TicketStore tickets) => tickets.Search("", limit: 50));
app.MapMcp("/mcp").RequireMcpGuard();
app.Run();
