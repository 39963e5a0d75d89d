using System.Text.Json;
using McpGuard.Benchmarks.Servers;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using ModelContextProtocol.Server;

namespace McpGuard.Benchmarks.Micro;

/// <summary>A guard without a transport, put together by the same registrations as a server's.</summary>
public sealed class GuardFixture : IDisposable
{
    private readonly ServiceProvider _services;

    /// <summary>Makes a guard whose audit goes nowhere, or into a log, buffered.</summary>
    public GuardFixture(int tools = 10, string? auditDirectory = null, string? policy = null)
    {
        var services = new ServiceCollection();
        services.AddMcpServer()
            .WithTools(Enumerable.Range(0, tools).Select(Tool))
            .WithMcpGuard(options =>
            {
                options.Resource = BenchmarkServer.Resource;
                options.Audit.File.Directory = auditDirectory;
                options.Audit.File.Durability = AuditDurability.Buffered;
                options.Policy = policy;
            })
            .WithTestAuthority(Authority);
        _services = services.AddSingleton<IAuditSink, NoSink>().BuildServiceProvider();
    }

    internal TestAuthority Authority { get; } = new();

    internal string NewToken() => Authority.Token(BenchmarkServer.Resource).WithScopes("demo:list", BenchmarkServer.Scope).With("groups", "staff").Build();

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

    internal IAuditSink Sink<T>()
        where T : IAuditSink => _services.GetServices<IAuditSink>().OfType<T>().Single();

    internal McpServerTool FindTool(string name) => Get<IOptions<McpServerOptions>>().Value.ToolCollection![name];

    internal static Dictionary<string, JsonElement> Arguments() => new(StringComparer.Ordinal)
    {
        ["message"] = JsonElement.Parse("\"message 10000000\""),
        ["count"] = JsonElement.Parse("1"),
    };

    /// <inheritdoc/>
    public void Dispose()
    {
        _services.Dispose();
        Authority.Dispose();
    }

    private static McpServerTool Tool(int number) => McpServerTool.Create(
        [RequireScope(BenchmarkServer.Scope)] (string message, int count) => Echoes.Of(message, count),
        new McpServerToolCreateOptions { Name = ToolName(number) });

    // Names of one length, so that how long it takes to read one is no part of the comparison.
    internal static string ToolName(int number) => $"tool-{number:00000}";

    private sealed class NoSink : IAuditSink
    {
        public bool NeverBlocks => true;

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
