using BenchmarkDotNet.Attributes;
using McpGuard.Benchmarks.Servers;
using Microsoft.IdentityModel.JsonWebTokens;
using Microsoft.IdentityModel.Tokens;

namespace McpGuard.Benchmarks.Micro;

/// <summary>A token that was never seen before, against the library's bare validation of one.</summary>
public class FirstSightBenchmarks
{
    /// <summary>How many new tokens there are for an iteration.</summary>
    internal const int TokensPerIteration = 512;

    private readonly JsonWebTokenHandler _handler = new() { MapInboundClaims = false };
    private readonly string[] _tokens = new string[TokensPerIteration];
    private GuardFixture _guard = null!;
    private ITokenValidator _validator = null!;
    private TokenValidationParameters _parameters = null!;
    private int _next;

    [GlobalSetup]
    public void Setup()
    {
        _guard = new GuardFixture();
        _validator = _guard.Get<ITokenValidator>();
        _parameters = new TokenValidationParameters
        {
            ValidIssuer = _guard.Authority.Issuer,
            ValidAudience = BenchmarkServer.Resource,
            ValidTypes = ["at+jwt"],
            ValidAlgorithms = ["ES256"],
            IssuerSigningKey = new JsonWebKey(_guard.Authority.Key.ToJsonWebKey().ToJsonString()),
        };
    }

    // Signed outside of what is measured. A token is used once, so the guard's memory of tokens cannot help.
    [IterationSetup]
    public void SignTokens()
    {
        for (var i = 0; i < _tokens.Length; i++)
            _tokens[i] = _guard.NewToken();

        _next = 0;
    }

    [GlobalCleanup]
    public void Cleanup() => _guard.Dispose();

    [Benchmark(Baseline = true)]
    public async Task<bool> BareValidateToken()
    {
        var result = await _handler.ValidateTokenAsync(_tokens[_next++], _parameters);
        return result.IsValid ? true : throw result.Exception;
    }

    [Benchmark]
    public async Task<bool> FirstSight()
    {
        var result = await _validator.ValidateAsync(new(_tokens[_next++]), CancellationToken.None);
        return result.IsAccepted ? true : throw new InvalidOperationException(result.Reason.ToString());
    }

    internal async Task ValidateAllBareAsync()
    {
        while (_next < TokensPerIteration)
            await BareValidateToken();
    }

    internal async Task ValidateAllAsync()
    {
        while (_next < TokensPerIteration)
            await FirstSight();
    }
}
