using McpGuard.Testing;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.TestSupport;

/// <summary>A guarded server's own token validation: only the authority and the clock are the test's.</summary>
internal sealed class ValidatorHarness : IDisposable
{
    public const string Resource = "https://mcp.example.com/mcp";

    private readonly ServiceProvider _services;

    public ValidatorHarness(
        Action<McpGuardOptions>? configure = null,
        Func<HttpMessageHandler, HttpMessageHandler>? backchannel = null,
        Action<IMcpServerBuilder>? server = null,
        Action<IssuerOptions>? issuer = null)
    {
        var services = new ServiceCollection();
        services.AddSingleton<TimeProvider>(Time);
        var builder = services.AddMcpServer().WithMcpGuard(options => options.Resource = Resource).WithTestAuthority(Authority, issuer);
        server?.Invoke(builder);
        if (configure is not null)
            services.Configure(configure);
        if (backchannel is not null)
            services.ReplaceBackchannel(() => backchannel(Authority.CreateBackchannel()));

        _services = services.BuildServiceProvider();
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 8, 1, 12, 0, 0, TimeSpan.Zero));

    public TestAuthority Authority { get; } = new();

    public SigningKeys Keys => _services.GetRequiredService<TrustedIssuers>().All[0].Keys;

    public IServiceProvider Services => _services;

    public VerifiedTokenCache Cache => _services.GetRequiredService<VerifiedTokenCache>();

    public TokenValidator Validator => (TokenValidator)_services.GetRequiredService<ITokenValidator>();

    public TestTokenBuilder Token() => Authority.Token(Resource, Time);

    public Task<TokenResult> ValidateAsync(string token, CancellationToken cancellationToken = default) =>
        _services.GetRequiredService<ITokenValidator>().ValidateAsync(new(token), cancellationToken).AsTask();

    /// <summary>Why a token is refused, or <see cref="ReasonCode.Allowed"/>.</summary>
    public async Task<ReasonCode> ReasonAsync(string token)
    {
        var result = await ValidateAsync(token);
        Assert.That(result.Caller is not null, Is.EqualTo(result.Reason == ReasonCode.Allowed), "A result is a caller or a reason, never both.");
        return result.Reason;
    }

    public Task<ReasonCode> ReasonAsync(TestTokenBuilder token) => ReasonAsync(token.Build());

    public void Dispose()
    {
        _services.Dispose();
        Authority.Dispose();
    }
}
