var builder = WebApplication.CreateBuilder(args);
#if (policy)

// A change of the policy is applied while the server runs.
builder.Configuration.AddJsonFile("policy.json", optional: false, reloadOnChange: true);
#endif

builder.Services.AddMcpServer()
    .WithHttpTransport()
    .WithTools<WeatherTools>()
    .WithMcpGuard();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpGuard();
app.Run();
