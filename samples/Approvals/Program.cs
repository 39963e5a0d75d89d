using Approvals;
using Microsoft.AspNetCore.Authentication.Cookies;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

builder.Services.AddMcpServer()
    .WithHttpTransport()
    .WithTools([typeof(RefundTools)])
    .WithMcpGuard();

// The sign-in of the approvers is the application's own. A real one is a scheme such as AddOpenIdConnect().
builder.Services.AddAuthentication(CookieAuthenticationDefaults.AuthenticationScheme)
    .AddCookie(cookie => cookie.LoginPath = SignIn.Path);
builder.Services.AddAuthorization();
builder.Services.AddAntiforgery();

var app = builder.Build();
app.MapSignIn();
app.MapMcp("/mcp").RequireMcpGuard();
app.MapMcpGuardApprovals();
app.Run();
