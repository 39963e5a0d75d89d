using System.Security.Claims;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Moq;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>Who a signed-in person is.</summary>
[TestFixture]
[Category("APR-5")]
internal sealed class SignInClaimsTests
{
    [Test]
    public void Person_has_the_names_of_the_claims() =>
        Assert.That(PersonOf(new(), Identity("iss=i", "sub=bob", "oid=7")), Is.EqualTo(new ApprovalPerson("i", "bob", "bob")));

    [Test]
    public void Person_claim_and_issuer_are_configured()
    {
        var options = new McpGuardOptions { Approvals = { SignIn = { Person = "oid", IssuerIs = "https://issuer" } } };

        Assert.That(PersonOf(options, Identity("iss=i", "sub=bob", "oid=7")), Is.EqualTo(new ApprovalPerson("https://issuer", "bob", "7")));
        Assert.That(PersonOf(options, Identity("sub=bob")), Is.EqualTo(new ApprovalPerson("https://issuer", "bob", null)));
    }

    [TestCase("sub=bob", TestName = "Person_without_issuer_is_unknown")]
    [TestCase("iss=i", TestName = "Person_without_subject_is_unknown")]
    [TestCase("iss=i|sub=", TestName = "Person_with_an_empty_subject_is_unknown")]
    [TestCase("iss=i|sub=bob|sub=alice", TestName = "Person_with_two_subjects_is_unknown")]
    [TestCase("iss=i|iss=j|sub=bob", TestName = "Person_with_two_issuers_is_unknown")]
    [TestCase("iss=i|sub=bob|act={}", TestName = "Actor_of_a_person_is_not_the_person")]
    [TestCase("iss=i|SUB=bob", TestName = "Names_of_claims_are_exact")]
    public void Person_is_unknown(string claims) => Assert.That(PersonOf(new(), Identity(claims.Split('|'))), Is.Null);

    [Test]
    public void Long_names_count_if_the_short_ones_are_absent()
    {
        var named = Identity("iss=i", $"{ClaimTypes.NameIdentifier}=bob", $"{ClaimTypes.Role}=lead");

        Assert.That(PersonOf(new(), named), Is.EqualTo(new ApprovalPerson("i", "bob", "bob")));
        Assert.That(new SignInClaims(new(named)).All("roles"), Is.EqualTo(["lead"]));
        Assert.That(PersonOf(new(), Identity("iss=i", "sub=bob", $"{ClaimTypes.NameIdentifier}=alice"))!.Subject, Is.EqualTo("bob"));
    }

    [Test]
    public void Identity_that_is_not_authenticated_does_not_count()
    {
        var unproven = new ClaimsIdentity([new Claim("groups", "finance-leads"), new Claim("sub", "bob"), new Claim("iss", "i")]);

        Assert.That(PersonOf(new(), unproven), Is.Null);
        Assert.That(new SignInClaims(new([Identity("sub=alice"), unproven])).All("groups"), Is.Empty);
    }

    private static ClaimsIdentity Identity(params string[] claims) =>
        new(claims.Select(claim => claim.Split('=', 2)).Select(parts => new Claim(parts[0], parts[1])), "test");

    private static ApprovalPerson? PersonOf(McpGuardOptions options, ClaimsIdentity identity)
    {
        var store = new WatchedApprovalStore(Mock.Of<IApprovalStore>(), TimeProvider.System, NullLogger<WatchedApprovalStore>.Instance);
        return new ApproverReader(store, Options.Create(options)).PersonOf(new ClaimsPrincipal(identity));
    }
}
