using McpGuard.Benchmarks.Load;
using McpGuard.Benchmarks.Servers;

namespace McpGuard.Benchmarks.Flood;

/// <summary>One flooded server with its authority and its audit log.</summary>
internal sealed class FloodBench : IAsyncDisposable
{
    private const int ConnectionsOfGoodCallers = 4;

    private readonly AuthorityEndpoint _authority;
    private readonly string _directory;
    private readonly HttpClient _control;

    private FloodBench(AuthorityEndpoint authority, string directory, ChildProcess process, Uri http1, Uri http2)
    {
        _authority = authority;
        _directory = directory;
        Process = process;
        Target = new FloodTarget(http1, http2, Token("mallory"));
        _control = new HttpClient { BaseAddress = http1, Timeout = TimeSpan.FromSeconds(20) };
    }

    public ChildProcess Process { get; }

    public FloodTarget Target { get; }

    /// <summary>Why good callers had no result, as far as their connection tells.</summary>
    public Tally Failures { get; } = new();

    /// <summary>How many bytes the audit log takes up on disk.</summary>
    public long AuditBytes => new DirectoryInfo(_directory).EnumerateFiles("*", SearchOption.AllDirectories).Sum(file => file.Length);

    public static async Task<FloodBench> StartAsync(bool hasSessions)
    {
        var authority = await AuthorityEndpoint.StartAsync();
        var directory = Path.Combine(Path.GetTempPath(), $"mcpguard-flood-{Guid.NewGuid():N}");
        var process = ChildProcess.Start("--flooded", hasSessions.ToString(), authority.Authority.Issuer, directory);
        return new FloodBench(authority, directory, process, new Uri(await process.ReadLineAsync()), new Uri(await process.ReadLineAsync()));
    }

    public string Token(string subject) =>
        _authority.Authority.Token(BenchmarkServer.Resource).With("sub", subject).WithTimes(0, 850).WithScopes(BenchmarkServer.Scope).Build();

    /// <summary>The calls of a connection that keeps its token.</summary>
    public Func<Func<ToolCall>> OneToken(string subject, string? session = null) => () =>
    {
        var call = new ToolCall(Target.Http1, Token(subject), session);
        return () => call;
    };

    /// <summary>The calls of a connection that has another opaque token each time.</summary>
    public Func<ToolCall> NewOpaqueTokens() => () => new ToolCall(Target.Http1, AuthorityEndpoint.OpaqueToken());

    public async Task<string> BeginSessionAsync(string subject)
    {
        using var client = Target.CreateHttp2Client(isStranger: false, mayConnectAgain: false);
        return await GreedyCaller.BeginAsync(
            client, Target with { Token = Token(subject) }, CallBody.Initialize(), "session", new Tally(), CancellationToken.None)
            ?? throw new InvalidOperationException("The session was refused.");
    }

    /// <summary>Callers on connections of their own.</summary>
    public IReadOnlyCollection<IGoodCaller> Callers(Func<Func<ToolCall>> calls) =>
        [.. Enumerable.Range(0, ConnectionsOfGoodCallers).Select(_ => new SocketCaller(Target.Http1, calls()))];

    /// <summary>Callers that share a connection.</summary>
    public IReadOnlyCollection<IGoodCaller> Callers(HttpClient shared) =>
        [.. Enumerable.Range(0, ConnectionsOfGoodCallers).Select(_ => new SharedConnectionCaller(shared, Token("alice"), Failures))];

    /// <summary>How many bytes the server's objects occupy after a collection.</summary>
    public async Task<long> ReadHeapAsync() => long.Parse(await _control.GetStringAsync(FloodedServer.HeapPath));

    public async Task<string> ReadHealthAsync()
    {
        using var response = await _control.GetAsync(FloodedServer.HealthPath);
        return await response.Content.ReadAsStringAsync();
    }

    public async Task SetSinkAsync(SinkMode mode)
    {
        using var response = await _control.PostAsync($"{FloodedServer.SinkPath}?mode={mode}", content: null);
        response.EnsureSuccessStatusCode();
    }

    public async ValueTask DisposeAsync()
    {
        _control.Dispose();
        Process.Dispose();
        await _authority.DisposeAsync();
        Directory.Delete(_directory, recursive: true);
    }
}
