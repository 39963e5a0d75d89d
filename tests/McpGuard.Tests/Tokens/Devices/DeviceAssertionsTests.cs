using System.Runtime.CompilerServices;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using Moq;

namespace McpGuard.Tests.Tokens.Devices;

/// <summary>Reloads of the configuration leave nothing behind.</summary>
[TestFixture]
internal sealed class DeviceAssertionsTests
{
    private readonly DeviceAssertions _assertions = Create();

    [Test]
    public void Verifier_that_no_policy_uses_is_forgotten()
    {
        for (var i = 0; i < 3000; i++)
            Use($"https://gateway-{i}.example");

        GC.Collect();
        Use("https://gateway.example");

        Assert.That(_assertions.Count, Is.LessThan(1000));
    }

    [Test]
    public void Verifier_stays_while_it_is_used_and_its_options_stay_the_same()
    {
        var verifier = _assertions.Find(With("https://gateway.example"));
        GC.Collect();
        Use("https://other.example");

        Assert.That(_assertions.Find(With("https://gateway.example")), Is.Not.Null.And.SameAs(verifier));
        Assert.That(_assertions.Find(With("https://other.example")), Is.Not.SameAs(verifier));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void Use(string issuer) => Assert.That(_assertions.Find(With(issuer)), Is.Not.Null);

    private static McpGuardOptions With(string issuer)
    {
        var assertion = new DeviceAssertionOptions { Issuer = issuer, Claim = "/device" };
        assertion.Keys.Uri = "https://gateway.example/jwks";
        return new McpGuardOptions { Resource = "https://mcp.example.com/mcp", DeviceAssertion = assertion };
    }

    private static DeviceAssertions Create()
    {
        var time = new FakeTimeProvider(Callers.Now);
        return new(Mock.Of<IHttpClientFactory>(), GuardState.InMemory(time), time, NullLogger<DeviceVerifier>.Instance);
    }
}
