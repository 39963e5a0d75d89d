using SampleTools;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

// The policy is a mounted file. A changed one is applied while the server runs.
builder.Configuration.AddJsonFile(builder.Configuration["PolicyFile"] ?? "policy.json", optional: false, reloadOnChange: true);

builder.Services.AddSingleton<SampleData>();
builder.Services.AddHealthChecks().AddMcpGuard();
builder.Services.AddMcpServer()
    .WithHttpTransport()
    .WithTools<FileTools>()
    .WithTools([typeof(CallerTools)])
    .WithMcpGuard();

var app = builder.Build();
app.MapHealthChecks("/healthz");
app.MapMcp("/mcp").RequireMcpGuard();
app.Run();
