using System.Collections.Concurrent;
using System.Text.Json;
using System.Threading.Channels;
using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using ModelContextProtocol;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;
using Moq;

namespace McpGuard.TestSupport;

/// <summary>A guarded server on a mocked transport: a test writes the very messages that arrive.</summary>
internal sealed class WireServer : IAsyncDisposable
{
    private const string Meta =
        """
        "io.modelcontextprotocol/protocolVersion":"2026-07-28","io.modelcontextprotocol/clientInfo":{"name":"test","version":"1"},
        "io.modelcontextprotocol/clientCapabilities":{"elicitation":{}}
        """;

    private readonly Channel<JsonRpcMessage> _incoming = Channel.CreateUnbounded<JsonRpcMessage>();
    private readonly ConcurrentDictionary<string, TaskCompletionSource<JsonRpcMessage>> _waiting = new();
    private readonly ConcurrentQueue<JsonRpcMessage> _sent = new();
    private readonly ServiceProvider _services;
    private readonly McpServer _server;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Task _running;
    private int _lastId;

    public WireServer(
        Action<IMcpServerBuilder> configure, bool withTokenSource = true, TestAuthority? authority = null, bool isGuarded = true, bool isRegistered = true)
    {
        Authority = authority ?? new TestAuthority();
        var services = new ServiceCollection();
        var source = new Mock<ITokenSource>();
        source.Setup(s => s.GetTokenAsync(It.IsAny<MessageContext>(), It.IsAny<CancellationToken>())).Returns(() => new(Token));
        services.AddSingleton<TimeProvider>(Time);
        if (isRegistered)
            services.AddSingleton(Transport.Object);

        var builder = services.AddMcpServer();
        if (isGuarded)
            builder.WithMcpGuard(options => options.Resource = GuardedTestServer.Resource).WithTestAuthority(Authority).WithRecordedAudit(Audit);
        configure(builder);
        if (withTokenSource && !builder.HasTokenSource())
            services.AddSingleton(source.Object);

        _services = services.BuildServiceProvider();
        Token = NewToken().Build();

        Transport.Setup(t => t.MessageReader).Returns(_incoming.Reader);
        Transport.Setup(t => t.SendMessageAsync(It.IsAny<JsonRpcMessage>(), It.IsAny<CancellationToken>()))
            .Callback((JsonRpcMessage message, CancellationToken _) => Answer(message)).Returns(Task.CompletedTask);
        _server = _services.GetService<McpServer>()
            ?? McpServer.Create(Transport.Object, _services.GetRequiredService<IOptions<McpServerOptions>>().Value, null, _services);
        _running = _server.RunAsync(_stopping.Token);
    }

    public Mock<ITransport> Transport { get; } = new();

    public TestAuthority Authority { get; }

    public RecordingAuditSink Audit { get; } = new();

    public FakeTimeProvider Time { get; } = new(DateTimeOffset.UtcNow);

    public IServiceProvider Services => _services;

    /// <summary>Everything that the server has sent so far.</summary>
    public IReadOnlyList<JsonRpcMessage> Sent => [.. _sent];

    public string? Token { get; set; }

    /// <summary>Members of <c>_meta</c> in addition to those of the protocol, written as they are.</summary>
    public string? MoreMeta { get; set; }

    public TestTokenBuilder NewToken() => Authority.Token(GuardedTestServer.Resource, Time);

    /// <summary>The id of the last request.</summary>
    public string LastId => $"request-{_lastId}";

    /// <summary>Sends a request of the 2026-07-28 protocol with the given members of params, written as they are, and waits for the answer.</summary>
    public Task<JsonRpcMessage> RequestAsync(string method, string members, Action<JsonRpcMessage>? prepare = null) =>
        RequestOldAsync(method, $"{members},\"_meta\":{{{Meta}{(MoreMeta is null ? "" : $",{MoreMeta}")}}}", prepare);

    /// <summary>Sends a request as older protocols have it.</summary>
    public Task<JsonRpcMessage> RequestOldAsync(string method, string members, Action<JsonRpcMessage>? prepare = null)
    {
        var id = $"request-{Interlocked.Increment(ref _lastId)}";
        var answer = _waiting[id] = new(TaskCreationOptions.RunContinuationsAsynchronously);
        Send($$$"""{"jsonrpc":"2.0","id":"{{{id}}}","method":"{{{method}}}","params":{ {{{members}}} } }""", prepare);
        return answer.Task.WaitAsync(TimeSpan.FromSeconds(60));
    }

    public Task<JsonRpcMessage> CallAsync(string tool, string members = "\"arguments\":{}", Action<JsonRpcMessage>? prepare = null) =>
        RequestAsync("tools/call", $"\"name\":\"{tool}\",{members}", prepare);

    /// <summary>Sends what has no answer.</summary>
    public void Send(string json, Action<JsonRpcMessage>? prepare = null)
    {
        var message = JsonSerializer.Deserialize<JsonRpcMessage>(json, McpJsonUtilities.DefaultOptions)!;
        prepare?.Invoke(message);
        _incoming.Writer.TryWrite(message);
    }

    public async ValueTask DisposeAsync()
    {
        // What still waits for its client must not keep the test from ending.
        _incoming.Writer.Complete();
        await _stopping.CancelAsync();
        await _running;
        await _server.DisposeAsync();
        await _services.DisposeAsync();
        Authority.Dispose();
    }

    private void Answer(JsonRpcMessage message)
    {
        _sent.Enqueue(message);
        if (message is JsonRpcMessageWithId { Id: var id } && _waiting.TryRemove(id.ToString(), out var waiting))
            waiting.SetResult(message);
    }
}
