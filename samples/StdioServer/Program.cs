using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SampleTools;

var builder = Host.CreateApplicationBuilder(args);

// On stdio the standard output belongs to the protocol.
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);
builder.Logging.SetMinimumLevel(LogLevel.Warning);

// The SDK logs each refusal as an exception; the audit records say the same in one line.
builder.Logging.AddFilter("ModelContextProtocol", LogLevel.Critical);

builder.Services.AddSingleton<SampleData>();
var server = builder.Services.AddMcpServer()
    .WithStdioServerTransport()
    .WithTools<FileTools>()
    .WithTools([typeof(CallerTools)])
    .WithMcpGuard();

// A host that lives longer than a token keeps a file fresh; one that starts a server for each use sets a variable.
if (Environment.GetEnvironmentVariable("MCP_TOKEN_FILE") is { Length: > 0 } file)
    server.WithTokenFromFile(file);
else
    server.WithTokenFromEnvironment("MCP_TOKEN");

await builder.Build().RunAsync();
