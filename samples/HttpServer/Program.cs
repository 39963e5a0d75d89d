using OpenTelemetry;
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

// Audit records are log events, so whatever exports logs exports them.
if (builder.Configuration["OTEL_EXPORTER_OTLP_ENDPOINT"] is not null)
    builder.Services.AddOpenTelemetry().UseOtlpExporter();

var app = builder.Build();
app.MapMcp("/mcp").RequireMcpGuard();
app.Run();
