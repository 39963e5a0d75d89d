using System.IO.Pipelines;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using ModelContextProtocol.Client;
using ModelContextProtocol.Protocol;
using ModelContextProtocol.Server;

namespace McpGuard.Testing;

/// <summary>
/// A guarded server and the official client, connected by pipes in memory: everything is real but the wire, the
/// authority and the audit sink.
/// </summary>
public sealed class GuardedTestServer : IAsyncDisposable, ITokenSource
{
    /// <summary>The identifier of the server.</summary>
    public const string Resource = "https://server.example/mcp";

    private readonly Pipe _toServer = new();
    private readonly Pipe _toClient = new();
    private IHost? _host;

    private GuardedTestServer(TestAuthority authority) => Authority = authority;

    /// <summary>The authority that the server trusts.</summary>
    public TestAuthority Authority { get; }

    /// <summary>What was recorded.</summary>
    public RecordingAuditSink Audit { get; } = new();

    /// <summary>The token that the next messages are judged by. At first one without scopes.</summary>
    public string? Token { get; set; }

    /// <summary>The running server's services.</summary>
    public IServiceProvider Services => _host!.Services;

    /// <summary>Starts a server.</summary>
    /// <param name="configure">Adds the tools; the guard is there already. A token source that is added here takes the place of <see cref="Token"/>.</param>
    /// <param name="authority">The authority to trust; it ends with the server. Default: a new one.</param>
    /// <returns>The running server.</returns>
    public static async Task<GuardedTestServer> StartAsync(Action<IMcpServerBuilder> configure, TestAuthority? authority = null)
    {
        ArgumentNullException.ThrowIfNull(configure);

        var server = new GuardedTestServer(authority ?? new TestAuthority());
        server.Token = server.NewToken().Build();
        var builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        var guarded = builder.Services.AddMcpServer()
            .WithStreamServerTransport(server._toServer.Reader.AsStream(), server._toClient.Writer.AsStream())
            .WithMcpGuard(options => options.Resource = Resource)
            .WithTestAuthority(server.Authority)
            .WithRecordedAudit(server.Audit);
        configure(guarded);
        if (!guarded.HasTokenSource())
            guarded.WithTokenSource(_ => server);

        server._host = builder.Build();
        await server._host.StartAsync().ConfigureAwait(false);
        return server;
    }

    /// <summary>Starts a token for this server.</summary>
    /// <returns>The token, still to be built.</returns>
    public TestTokenBuilder NewToken() => Authority.Token(Resource);

    /// <summary>Connects the official client. One client for a server.</summary>
    /// <param name="options">The client's options.</param>
    /// <returns>The connected client.</returns>
    public Task<McpClient> ConnectAsync(McpClientOptions? options = null) => McpClient.CreateAsync(
        new StreamClientTransport(_toServer.Writer.AsStream(), _toClient.Reader.AsStream()), options);

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _toServer.Writer.CompleteAsync().ConfigureAwait(false);
        if (_host is not null)
        {
            await _host.StopAsync().ConfigureAwait(false);
            _host.Dispose();
        }

        Authority.Dispose();
    }

    ValueTask<string?> ITokenSource.GetTokenAsync(MessageContext message, CancellationToken cancellationToken) => new(Token);
}
