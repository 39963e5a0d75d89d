using PolicyAsCode;

var builder = WebApplication.CreateBuilder(args);

// The policy is a file of its own, so that it is reviewed and tested as such. A change is applied while the server runs.
builder.Configuration.AddJsonFile("policy.json", optional: false, reloadOnChange: true);

builder.Services.AddMcpServer()
    .WithHttpTransport()
    .WithTools<InvoiceTools>()
    .WithMcpGuard();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpGuard();
app.Run();
