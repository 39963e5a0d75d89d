namespace McpGuard.Tests.Tokens.Validation;

[TestFixture]
[Category("TOK-8")]
internal sealed class TokenFormTests
{
    private readonly ValidatorHarness _guard = new();

    [OneTimeTearDown]
    public void TearDown() => _guard.Dispose();

    [TestCase("")]
    [TestCase(" ")]
    [TestCase(".")]
    [TestCase("..")]
    [TestCase("...")]
    [TestCase("a.b")]
    [TestCase("opaque-token")]
    [TestCase("e30.e30.e30.e30.e30")]
    [TestCase("e30.e30.e30\0")]
    public async Task Anything_but_three_parts_of_base64url_is_malformed(string token) =>
        Assert.That(await _guard.ReasonAsync(token), Is.EqualTo(ReasonCode.TokenMalformed));

    [Test]
    public async Task Two_parts_are_malformed() =>
        Assert.That(await _guard.ReasonAsync(Valid()[..Valid().LastIndexOf('.')]), Is.EqualTo(ReasonCode.TokenMalformed));

    [Test]
    public async Task Four_parts_are_malformed() =>
        Assert.That(await _guard.ReasonAsync($"{Valid()}.e30"), Is.EqualTo(ReasonCode.TokenMalformed));

    [Test]
    public async Task Missing_signature_is_malformed()
    {
        var token = Valid();

        Assert.That(await _guard.ReasonAsync(token[..(token.LastIndexOf('.') + 1)]), Is.EqualTo(ReasonCode.TokenMalformed));
    }

    [TestCase(1)]
    [TestCase(20)]
    [TestCase(85)]
    public async Task Truncated_signature_does_not_verify(int missing)
    {
        var reason = await _guard.ReasonAsync(Valid()[..^missing]);

        Assert.That(reason, Is.AnyOf(ReasonCode.SignatureInvalid, ReasonCode.TokenMalformed));
    }

    [TestCase("=")]
    [TestCase("==")]
    [TestCase(" ")]
    [TestCase("\n")]
    [TestCase("+")]
    [TestCase("/")]
    [TestCase("é")]
    public async Task Padding_white_space_and_foreign_characters_are_malformed_in_every_part(string extra)
    {
        var parts = Valid().Split('.');

        for (var i = 0; i < parts.Length; i++)
        {
            var changed = (string[])parts.Clone();
            changed[i] += extra;
            Assert.That(await _guard.ReasonAsync(string.Join('.', changed)), Is.EqualTo(ReasonCode.TokenMalformed), $"part {i}");
        }
    }

    [TestCase("[]")]
    [TestCase("\"text\"")]
    [TestCase("null")]
    [TestCase("7")]
    [TestCase("{")]
    [TestCase("{}{}")]
    [TestCase("{},")]
    [TestCase("{/**/}")]
    [TestCase("{\"a\":1,}")]
    [TestCase("{a:1}")]
    [TestCase("\uFEFF{}")]
    public async Task Header_and_claims_must_be_one_object_each(string json)
    {
        var token = _guard.Token();

        Assert.That(await _guard.ReasonAsync(token.Build(json, token.Claims)), Is.EqualTo(ReasonCode.TokenMalformed), "header");
        Assert.That(await _guard.ReasonAsync(token.Build(token.Header, json)), Is.EqualTo(ReasonCode.TokenMalformed), "claims");
    }

    [Test]
    public async Task Text_that_is_not_utf8_is_malformed()
    {
        var token = _guard.Token();
        var claims = Convert.ToBase64String([.. "{\"sub\":\""u8, 0xC3, 0x28, .. "\"}"u8]).TrimEnd('=').Replace('+', '-').Replace('/', '_');

        Assert.That(await _guard.ReasonAsync($"{Jwt.Encode(token.Header)}.{claims}.e30"), Is.EqualTo(ReasonCode.TokenMalformed));
    }

    [Test]
    [Category("TOK-9")]
    [TestCase("\"aud\":\"https://mcp.example.com/mcp\"")]
    [TestCase("\"AUD\":\"https://mcp.example.com/mcp\"")]
    [TestCase("\"\\u0061ud\":\"https://mcp.example.com/mcp\"")]
    [TestCase("\"i\u017Fs\":\"https://authority.example\"")]
    [TestCase("\"x\":1,\"x\":1")]
    [TestCase("\"x\":{\"y\":1,\"Y\":2}")]
    public async Task Doubled_claim_is_malformed_in_any_case(string member) =>
        Assert.That(await _guard.ReasonAsync(_guard.Token().WithClaimsText(Jwt.Append(_guard.Token().Claims, member))),
            Is.EqualTo(ReasonCode.TokenMalformed));

    [Test]
    [Category("TOK-9")]
    [TestCase("\"alg\":\"ES256\"")]
    [TestCase("\"ALG\":\"none\"")]
    [TestCase("\"Typ\":\"at+jwt\"")]
    [TestCase("\"\\u212Aid\":\"key-1\"")]
    public async Task Doubled_header_parameter_is_malformed_in_any_case(string member)
    {
        var token = _guard.Token();

        Assert.That(await _guard.ReasonAsync(token.Build(Jwt.Append(token.Header, member), token.Claims)), Is.EqualTo(ReasonCode.TokenMalformed));
    }

    private string Valid() => _guard.Token().Build();
}
