using System.Globalization;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>A body that is refused for its form is answered with its id and with the limit that it exceeds.</summary>
internal sealed class RefusedBodyIdTests
{
    private const string Start = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","arguments":""";

    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [SetUp]
    public void ForgetRecords() => _server.Audit.Clear();

    [TestCase("""{"a":1,"A":2}}}""")]
    [TestCase("""{"message":"x","message":"y"}}}""")]
    public async Task Two_members_that_a_reader_could_confuse_are_refused_with_the_id(string rest)
    {
        var answer = await SendAsync(new WireRequest(Start + rest));

        AssertRefused(answer, 400, -32600, ReasonCode.DuplicateMember);
        Assert.That((string?)answer.Error!["message"], Does.Contain("equal ignoring case"));
    }

    [TestCase(20_000, 413)]
    [TestCase(19_000, 200)]
    public async Task Too_many_members_are_named_as_the_limit_that_they_exceed(int members, int status)
    {
        var map = string.Join(',', Enumerable.Range(0, members).Select(index => string.Create(CultureInfo.InvariantCulture, $"\"k{index}\":1")));
        var answer = await SendAsync(new WireRequest($"{Start}{{\"message\":\"x\",\"map\":{{{map}}}}}}}}}"));

        Assert.That(answer.Status, Is.EqualTo(status));
        if (status == 200)
            return;

        AssertRefused(answer, 413, -32600, ReasonCode.BodyTooLarge);
        Assert.That((string?)answer.Error!["message"], Does.Contain("more than 20000 members"));
    }

    [Test]
    public async Task Deep_body_is_named_as_deep()
    {
        var answer = await SendAsync(new WireRequest($"{Start}{{\"message\":{new string('[', 100)}{new string(']', 100)}}}}}}}"));

        AssertRefused(answer, 400, -32700, ReasonCode.BodyMalformed);
        Assert.That((string?)answer.Error!["message"], Does.Contain("deeper than 64 levels"));
    }

    [TestCase(false)]
    [TestCase(true)]
    public async Task Body_that_is_too_large_is_refused_with_the_id(bool isChunked)
    {
        var request = new WireRequest($"{Start}{{\"message\":\"{new string('a', 1024 * 1024)}\"}}}}}}");

        AssertRefused(await SendAsync(isChunked ? request.Chunked() : request), 413, -32600, ReasonCode.BodyTooLarge);
    }

    [TestCase("""{"jsonrpc":"2.0","id":7,"id":8,"method":"tools/call","params":{"name":"echo","a":1,"A":2}}""")]
    [TestCase("""{"jsonrpc":"2.0","id":7,"method":"ping","id":7,"params":{"a":1,"A":2}}""")]
    public async Task Neither_of_two_ids_is_repeated(string body)
    {
        var answer = await SendAsync(new WireRequest(body));

        Assert.That((answer.Status, answer.Json!["id"]), Is.EqualTo((400, (object?)null)));
        Assert.That(_server.Audit.Records.Single().RequestId, Is.Null);
    }

    [TestCase("tools/list")]
    [TestCase("ping")]
    public async Task Null_as_parameters_is_read_as_none(string method)
    {
        var answer = await SendAsync(new WireRequest($$"""{"jsonrpc":"2.0","id":7,"method":"{{method}}","params":null}"""));

        Assert.That((answer.Status, (int?)answer.Json!["id"], answer.Error), Is.EqualTo((200, 7, (object?)null)));
    }

    [Test]
    public async Task Call_without_parameters_and_call_with_null_have_one_answer()
    {
        var with = await SendAsync(new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":null}"""));
        var without = await SendAsync(new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/call"}"""));

        Assert.That((with.Status, with.Body), Is.EqualTo((without.Status, without.Body)));
        Assert.That(_server.Tools.Calls, Is.Empty);
    }

    private Task<WireAnswer> SendAsync(WireRequest request) =>
        request.WithToken(_server.NewToken().WithScopes("mcp:basic", "files:read", "admin:purge").Build()).SendAsync(_server);

    private void AssertRefused(WireAnswer answer, int status, int code, ReasonCode reason)
    {
        Assert.That((answer.Status, answer.ErrorCode, (int?)answer.Json!["id"]), Is.EqualTo((status, code, (int?)7)), answer.Body);

        var record = _server.Audit.Records.Single();
        Assert.That((record.Reason, record.RequestId, record.Method), Is.EqualTo(((ReasonCode?)reason, "7", "tools/call")));
    }
}
