namespace McpGuard.Tests.Policy.Conditions;

/// <summary>Only tokens that were issued to an allowed client of that very issuer.</summary>
[TestFixture]
[Category("TOK-18")]
internal sealed class AllowedClientTests
{
    [TestCase("desktop", Callers.Issuer, ReasonCode.Allowed)]
    [TestCase("desktop", $"{Callers.Issuer}/", ReasonCode.Allowed)]
    [TestCase("Desktop", Callers.Issuer, ReasonCode.ClientNotAllowed)]
    [TestCase("other", Callers.Issuer, ReasonCode.ClientNotAllowed)]
    [TestCase("desktop", Callers.OtherIssuer, ReasonCode.ClientNotAllowed)]
    public void Client_is_known_by_issuer_and_name(string client, string issuer, ReasonCode expected) =>
        Assert.That(Allowing("desktop").Judge(Callers.With(clientId: client, issuer: issuer)), Is.EqualTo(expected));

    [TestCase(Callers.Issuer, ReasonCode.ClientNotAllowed)]
    [TestCase(Callers.OtherIssuer, ReasonCode.Allowed)]
    public void Client_of_another_issuer_is_that_one(string issuer, ReasonCode expected) =>
        Assert.That(Allowing($"{Callers.OtherIssuer} desktop").Judge(Callers.With(clientId: "desktop", issuer: issuer)), Is.EqualTo(expected));

    [Test]
    [Category("DEL-1")]
    public void Actor_by_the_name_of_the_client_is_not_the_client() =>
        Assert.That(Allowing("desktop").Judge(Callers.Through("desktop")), Is.EqualTo(ReasonCode.ClientNotAllowed));

    [Test]
    public void Client_is_checked_for_callers_with_an_actor_too() =>
        Assert.That(Allowing("agent-1").Judge(Callers.Through("anybody")), Is.EqualTo(ReasonCode.Allowed));

    private static PolicyHarness Allowing(string client) => new(options => options.Callers.AllowedClients.Add(client));
}
