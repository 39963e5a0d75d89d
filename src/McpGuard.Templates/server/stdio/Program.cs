#if (policy)
using Microsoft.Extensions.Configuration;

#endif
// The host starts this process in a folder of its own choice. The settings and the audit log are in the folder of the program.
Directory.SetCurrentDirectory(AppContext.BaseDirectory);
var builder = Host.CreateApplicationBuilder(args);
#if (policy)

// A change of the policy is applied while the server runs.
builder.Configuration.AddJsonFile("policy.json", optional: false, reloadOnChange: true);
#endif

// The standard output belongs to the protocol.
builder.Logging.AddConsole(console => console.LogToStandardErrorThreshold = LogLevel.Trace);

builder.Services.AddMcpServer()
    .WithStdioServerTransport()
    .WithTools<WeatherTools>()
    .WithMcpGuard()
    .WithTokenFromEnvironment("MCP_TOKEN");

await builder.Build().RunAsync();
