namespace McpGuard.Tests.Tokens;

[TestFixture]
internal sealed class TokenResultTests
{
    [Test]
    public void Refusal_needs_a_reason() =>
        Assert.That(() => TokenResult.Refused(ReasonCode.Allowed), Throws.InstanceOf<ArgumentOutOfRangeException>());

    [Test]
    public void Acceptance_needs_a_caller() => Assert.That(() => TokenResult.Accepted(null!), Throws.ArgumentNullException);

    [Test]
    public void Refused_token_has_no_caller()
    {
        var result = TokenResult.Refused(ReasonCode.TokenExpired);

        Assert.That(result.IsAccepted, Is.False);
        Assert.That(result.Caller, Is.Null);
    }

    [Test]
    public void Default_result_is_a_refusal() => Assert.That(default(TokenResult).IsAccepted, Is.False);
}
