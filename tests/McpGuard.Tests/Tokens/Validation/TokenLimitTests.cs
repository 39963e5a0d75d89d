using System.Globalization;
using System.Text;
using System.Text.Json;

namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
[Category("TOK-8")]
internal sealed class TokenLimitTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [Test]
    public async Task Token_over_the_limit_is_too_large_for_any_content() =>
        Assert.That(await _guard.ReasonAsync(new string('x', TokenLimits.TokenLength + 1)), Is.EqualTo(ReasonCode.TokenTooLarge));

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.TokenTooLarge)]
    public async Task Size_of_the_token_header_is_limited(int over, ReasonCode expected)
    {
        var token = _guard.Token();
        var header = Padded(token.Header, TokenLimits.HeaderBytes + over);

        Assert.That(await _guard.ReasonAsync(token.Build(header, token.Claims)), Is.EqualTo(expected));
    }

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.TokenTooLarge)]
    public async Task Size_of_the_claims_is_limited(int over, ReasonCode expected)
    {
        var token = _guard.Token();
        var claims = Padded(token.Claims, TokenLimits.PayloadBytes + over);

        Assert.That(await _guard.ReasonAsync(token.Build(token.Header, claims)), Is.EqualTo(expected));
    }

    [TestCase(0, ReasonCode.Allowed)]
    [TestCase(1, ReasonCode.TokenTooLarge)]
    public async Task Number_of_claims_is_limited(int over, ReasonCode expected)
    {
        var token = _guard.Token().Without("scope");
        for (var i = 0; i < TokenLimits.JsonMembers - 9 + over; i++)
            token.With($"c{i}", 1);

        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(expected));
    }

    [TestCase(15, ReasonCode.Allowed)]
    [TestCase(16, ReasonCode.TokenMalformed)]
    [TestCase(3000, ReasonCode.TokenMalformed)]
    [TestCase(9000, ReasonCode.TokenTooLarge)]
    public async Task Nesting_is_bounded_before_anything_is_built_from_it(int depth, ReasonCode expected)
    {
        var nested = new string('[', depth) + new string(']', depth);

        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("x", nested)), Is.EqualTo(expected));
    }

    // What products write at their own maxima.
    [TestCase("aud", 100, "https://client-{0}.example.com")]
    [TestCase("groups", 600, "/staff/group-{0}")]
    [TestCase("groups", 200, "6e74172b-be56-4843-9ff4-e66a39b{0:D5}")]
    [TestCase("roles", 100, "role-of-a-client-{0}")]
    [TestCase("scope", 200, "api://tools/scope.{0}")]
    public async Task List_of_a_product_fits(string claim, int count, string entry)
    {
        var entries = Enumerable.Range(1, count).Select(i => $"\"{string.Format(CultureInfo.InvariantCulture, entry, i)}\"");
        var list = claim == "aud" ? entries.Append($"\"{ValidatorHarness.Resource}\"") : entries;

        var result = await _guard.ValidateAsync(_guard.Token().WithRaw(claim, $"[{string.Join(',', list)}]"));

        Assert.That(result.Reason, Is.EqualTo(ReasonCode.Allowed));
        Assert.That(
            new[] { result.Caller!.AudienceCount - 1, result.Caller.Groups.Count, result.Caller.Roles.Count, result.Caller.Scopes.Count },
            Has.Some.EqualTo(count));
    }

    [Test]
    public async Task Roles_of_a_hundred_clients_fit()
    {
        var roles = string.Join(',', Enumerable.Range(1, 100).Select(i => $$"""
            "client-{{i}}":{"roles":["reader","writer"]}
            """));

        Assert.That(await _guard.ReasonAsync(_guard.Token().WithRaw("resource_access", $"{{{roles}}}")), Is.EqualTo(ReasonCode.Allowed));
    }

    [TestCase("sub")]
    [TestCase("client_id")]
    [TestCase("jti")]
    public async Task Text_of_a_claim_may_be_so_long_and_no_longer(string claim)
    {
        var longest = new string('x', TokenLimits.StringLength);

        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, longest)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _guard.ReasonAsync(_guard.Token().With(claim, longest + "x")), Is.EqualTo(ReasonCode.ClaimInvalid));
    }

    [Test]
    public async Task Scopes_may_be_so_long_and_no_longer()
    {
        var longest = new string('x', TokenLimits.ScopeLength);

        Assert.That(await _guard.ReasonAsync(_guard.Token().With("scope", longest)), Is.EqualTo(ReasonCode.Allowed));
        Assert.That(await _guard.ReasonAsync(_guard.Token().With("scope", longest + "x")), Is.EqualTo(ReasonCode.ClaimInvalid));
    }

    [Test]
    public void Length_of_a_list_is_limited()
    {
        Assert.That(FaultOf(TokenLimits.ListLength), Is.Null);
        Assert.That(FaultOf(TokenLimits.ListLength + 1)!.Expected, Does.Contain($"at most {TokenLimits.ListLength}"));

        static TokenFault? FaultOf(int count)
        {
            var reader = new ClaimReader(JsonElement.Parse($"{{\"aud\":[{string.Join(',', Enumerable.Repeat("\"a\"", count))}]}}"));
            reader.RequiredTexts("aud");
            return reader.Fault;
        }
    }

    private IEnumerable<(string Token, int Limit)> TooMuch()
    {
        var token = _guard.Token();
        yield return (new string('x', TokenLimits.TokenLength + 1), TokenLimits.TokenLength);
        yield return (token.Build(Padded(token.Header, TokenLimits.HeaderBytes + 1), token.Claims), TokenLimits.HeaderBytes);
        yield return (token.Build(token.Header, Padded(token.Claims, TokenLimits.PayloadBytes + 1)), TokenLimits.PayloadBytes);
        yield return (_guard.Token().WithRaw("x", new string('[', 16) + new string(']', 16)), TokenLimits.JsonDepth);
        yield return (
            _guard.Token().WithRaw("x", $"{{{string.Join(',', Enumerable.Range(0, TokenLimits.JsonMembers).Select(i => $"\"c{i}\":1"))}}}"),
            TokenLimits.JsonMembers);
        yield return (_guard.Token().With("sub", new string('x', TokenLimits.StringLength + 1)).Build(), TokenLimits.StringLength);
        yield return (_guard.Token().With("scope", new string('x', TokenLimits.ScopeLength + 1)).Build(), TokenLimits.ScopeLength);
        yield return (_guard.Token().With("act", Jwt.Chain(TokenLimits.ActorDepth + 1)).Build(), TokenLimits.ActorDepth);
    }

    [Test]
    public async Task Refusal_names_the_limit()
    {
        foreach (var (token, limit) in TooMuch())
            Assert.That((await _guard.ValidateAsync(token)).Fault!.Expected, Does.Contain($"{limit}"));
    }

    [Test]
    public void Table_of_limits_has_those_of_the_code()
    {
        var table = File.ReadAllText(SourceTree.PathOf("src/McpGuard/README.md")).Split("| of a token | limit |")[1].Split("\n\n")[0];
        var shown = table.Split('\n').Skip(2).Select(row => row.Split('|')[2]).Select(cell => new string([.. cell.Where(char.IsAsciiDigit)]));

        Assert.That(
            shown.Select(number => int.Parse(number, CultureInfo.InvariantCulture)),
            Is.EqualTo(new[]
            {
                TokenLimits.TokenLength, TokenLimits.HeaderBytes, TokenLimits.PayloadBytes, TokenLimits.JsonMembers, TokenLimits.JsonDepth,
                TokenLimits.StringLength, TokenLimits.ScopeLength, TokenLimits.ListLength, TokenLimits.ActorDepth,
            }));
    }

    private static string Padded(string json, int bytes) =>
        Jwt.Append(json, $"\"pad\":\"{new string('x', bytes - Encoding.UTF8.GetByteCount(json) - "\"pad\":\"\",".Length)}\"");
}
