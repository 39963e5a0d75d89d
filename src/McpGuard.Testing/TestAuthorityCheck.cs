using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace McpGuard.Testing;

/// <summary>Warns of a server outside of development that trusts an authority of tests which others can reach too.</summary>
internal sealed partial class TestAuthorityCheck(
    IEnumerable<TrustedTestAuthority> trusted, ILogger<TestAuthorityCheck> logger, IHostEnvironment? environment = null) : IHostedService
{
    public Task StartAsync(CancellationToken cancellationToken)
    {
        foreach (var authority in trusted.Select(entry => entry.Authority).Where(authority => authority.IsListening))
        {
            if (environment?.IsDevelopment() is not true)
                Trusted(logger, authority.Issuer, environment?.EnvironmentName ?? "unknown");
        }

        return Task.CompletedTask;
    }

    public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    [LoggerMessage(
        113, LogLevel.Warning,
        "This server trusts the test authority {Issuer}, and its environment is {Environment}. Trust it in tests and in Development only.")]
    private static partial void Trusted(ILogger logger, string issuer, string environment);
}
