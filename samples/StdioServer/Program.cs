using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using SampleTools;

// A host starts this wherever its user works: settings that lie there by chance are not this server's.
var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { Args = args, ContentRootPath = AppContext.BaseDirectory });

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
