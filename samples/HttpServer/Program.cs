using SampleTools;

var builder = WebApplication.CreateBuilder(new WebApplicationOptions { Args = args, ContentRootPath = AppContext.BaseDirectory });

builder.Services.AddSingleton<SampleData>();
builder.Services.AddSingleton<TicketStore>();
builder.Services.AddMcpServer()
    .WithHttpTransport()
    .WithTools<FileTools>()
    .WithTools<TicketTools>()
    .WithTools([typeof(CallerTools)])
    .WithMcpGuard();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpGuard();
app.Run();
