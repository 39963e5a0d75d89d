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

    /// <summary>Makes a guard whose records are written and dropped.</summary>
    public GuardFixture(int tools = 10, string? policy = null)
    {
        var services = new ServiceCollection();
        services.AddMcpServer()
            .WithTools(ManyTools.Of(tools))
            .WithMcpGuard(options =>
            {
                options.Resource = BenchmarkServer.Resource;
                options.Policy = policy;
            })
            .WithTestAuthority(Authority);
        _services = services.AddSingleton<IAuditSink, NoSink>().BuildServiceProvider();
    }

    internal TestAuthority Authority { get; } = new();

    internal string NewToken() => Authority.Token(BenchmarkServer.Resource).WithScopes("demo:list", BenchmarkServer.Scope).With("groups", "staff").Build();

    internal T Get<T>()
        where T : notnull => _services.GetRequiredService<T>();

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

    // Writes each record as the log does, and drops it.
    private sealed class NoSink : IAuditSink, IContentSink
    {
        private readonly RecordBuffers _buffers = new();

        public bool NeverBlocks => true;

        public ValueTask WriteAsync(AuditRecord record, CancellationToken cancellationToken) => WriteAsync(record.Content, cancellationToken);

        public ValueTask WriteAsync(in RecordContent record, CancellationToken cancellationToken)
        {
            var buffer = _buffers.Rent();
            buffer.Write(record);
            _buffers.Return(buffer);
            return ValueTask.CompletedTask;
        }
    }
}
