using System.Text;

namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
[Category("TOK-8")]
internal sealed class TokenLimitTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task Token_over_the_limit_is_too_large_whatever_it_holds() =>
        Assert.That(await _guard.ReasonAsync(new string('x', TokenLimits.TokenLength + 1)), Is.EqualTo(ReasonCode.TokenTooLarge));

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.TokenTooLarge)]
    public async Task Header_may_have_so_many_bytes_and_no_more(int over, ReasonCode expected)
    {
        var token = _guard.Token();
        var header = Padded(token.Header, TokenLimits.HeaderBytes + over);

        Assert.That(await _guard.ReasonAsync(token.Build(header, token.Claims)), Is.EqualTo(expected));
    }

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.TokenTooLarge)]
    public async Task Claims_may_have_so_many_bytes_and_no_more(int over, ReasonCode expected)
    {
        var token = _guard.Token();
        var claims = Padded(token.Claims, TokenLimits.PayloadBytes + over);

        Assert.That(await _guard.ReasonAsync(token.Build(token.Header, claims)), Is.EqualTo(expected));
    }

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.TokenTooLarge)]
    public async Task Claims_may_be_so_many_and_no_more(int over, ReasonCode expected)
    {
        var token = _guard.Token().Without("scope");
        for (var i = 0; i < TokenLimits.JsonMembers - 9 + over; i++)
            token.With($"c{i}", 1);

        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(expected));
    }

    [TestCase(15, ReasonCode.Allowed)]
    [TestCase(16, ReasonCode.TokenMalformed)]
    [TestCase(3000, ReasonCode.TokenMalformed)]
    [TestCase(5000, ReasonCode.TokenTooLarge)]
    public async Task Nesting_is_bounded_before_anything_is_built_from_it(int depth, ReasonCode expected)
    {
        var nested = new string('[', depth) + new string(']', depth);

        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("x", nested)), Is.EqualTo(expected));
    }

    [TestCase(64, ReasonCode.Allowed)]
    [TestCase(65, ReasonCode.ClaimInvalid)]
    public async Task Audiences_may_be_so_many_and_no_more(int count, ReasonCode expected)
    {
        var audiences = Enumerable.Range(1, count - 1).Select(i => $"\"a{i}\"").Append($"\"{ValidatorHarness.Resource}\"");

        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("aud", $"[{string.Join(',', audiences)}]")), Is.EqualTo(expected));
    }

    [TestCase("sub")]
    [TestCase("client_id")]
    [TestCase("jti")]
    [TestCase("scope")]
    public async Task Text_of_a_claim_may_be_so_long_and_no_longer(string claim)
    {
        var longest = new string('x', TokenLimits.StringLength);

        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, longest)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, longest + "x")), Is.EqualTo(ReasonCode.ClaimInvalid));
    }

    private static string Padded(string json, int bytes) =>
        Jwt.Append(json, $"\"pad\":\"{new string('x', bytes - Encoding.UTF8.GetByteCount(json) - "\"pad\":\"\",".Length)}\"");
}
