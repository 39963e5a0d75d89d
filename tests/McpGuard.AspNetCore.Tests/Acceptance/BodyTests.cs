using System.Text;

namespace McpGuard.AspNetCore.Tests.Acceptance;

/// <summary>
/// Bodies that two parsers could read differently. The caller has every scope: whatever is refused here is refused
/// for its form, and the tool must not run.
/// </summary>
[Category("T2")]
internal sealed class BodyTests
{
    private const string Purge = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"admin_purge","arguments":{}}}""";

    private static readonly string[] _mediaTypes =
    [
        "application/x+json", "text/json", "text/plain", "application/json; charset=utf-16", "application/json; charset=utf-16BE",
        "application/json; charset=utf-32", "application/json; charset=iso-8859-1", "application/json; charset=utf-7",
        "application/json; charset=bogus", "application/json; charset=utf-8; charset=utf-16", "application/vnd.api+json", "nonsense", "",
    ];

    private static readonly string[] _doubled =
    [
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","name":"admin_purge","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","Name":"admin_purge","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo","n\u0061me":"admin_purge","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"ping","method":"tools/call","params":{"name":"admin_purge","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","m\u0065thod":"ping","params":{"name":"admin_purge"}}""",
        """{"jsonrpc":"2.0","id":7,"id":8,"method":"tools/call","params":{"name":"admin_purge"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"echo"},"params":{"name":"admin_purge"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a","path":"b"}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":"a","x":{"y":[{"k":1,"\u212A":2}]}}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"ſ":1,"S":2}}}""",
    ];

    private static readonly string[] _otherCase =
    [
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"Name":"admin_purge","arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"NAME":"admin_purge"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"admin_purge","Arguments":{}}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"admin_purge","_Meta":{}}}""",
        """{"jsonrpc":"2.0","id":7,"Method":"tools/call","params":{"name":"admin_purge"}}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","Params":{"name":"admin_purge"}}""",
        """{"JSONRPC":"2.0","id":7,"method":"tools/call","params":{"name":"admin_purge"}}""",
        """{"jsonrpc":"2.0","ID":7,"method":"tools/call","params":{"name":"admin_purge"}}""",
    ];

    private static readonly string[] _notOneMessage =
    [
        $"[{Purge}]", "[]", "1", "\"x\"", "null", "{}", """{"jsonrpc":"2.0"}""", """{"id":7,"method":"ping"}""",
        """{"jsonrpc":"1.0","id":7,"method":"ping"}""", """{"jsonrpc":"2.0","id":null,"method":"ping"}""",
        """{"jsonrpc":"2.0","id":true,"method":"ping"}""", """{"jsonrpc":"2.0","id":{},"method":"ping"}""",
        """{"jsonrpc":"2.0","id":7,"method":7}""", """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":[]}""",
        """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":7}}""", """{"jsonrpc":"2.0","id":7,"method":"ping","result":{}}""",
        """{"jsonrpc":"2.0","result":{}}""",
    ];

    private static readonly string[] _notJson =
    [
        "", " ", "x", "{", $"{Purge}x", $"{Purge}{Purge}", $"// c\n{Purge}", "{'a':1}", """{"a":1,}""", """{"jsonrpc":"2.0","id":NaN}""",
        """{"jsonrpc":"2.0","id":7,"method":"\uD800"}""", $"\u00A0{Purge}", $"\uFEFF{Purge}",
    ];

    private GuardedWebServer _server = null!;

    [OneTimeSetUp]
    public async Task StartAsync() => _server = await GuardedWebServer.StartAsync();

    [OneTimeTearDown]
    public async Task StopAsync() => await _server.DisposeAsync();

    [SetUp]
    public void ForgetRecords() => _server.Audit.Clear();

    [Test]
    public async Task Plain_body_runs()
    {
        Assert.That((await SendAsync(WireRequest.Call("echo", """{"message":"x"}"""))).Status, Is.EqualTo(200));
        Assert.That(_server.Tools.Calls, Does.Contain("echo x"));
    }

    [TestCase("application/json; charset=utf-8")]
    [TestCase("application/json; charset=\"UTF-8\"")]
    [TestCase("Application/JSON")]
    public async Task Json_in_utf8_is_read(string type) =>
        Assert.That((await SendAsync(new WireRequest().WithContentType(type))).Status, Is.EqualTo(200));

    [TestCaseSource(nameof(_mediaTypes))]
    public async Task Any_other_media_type_is_415(string type) =>
        AssertRefused(await SendAsync(new WireRequest(Purge).WithContentType(type.Length == 0 ? null : type)), 415, -32600, ReasonCode.MediaTypeRefused);

    [TestCase("utf-16", "application/json; charset=utf-16")]
    [TestCase("utf-16BE", "application/json; charset=utf-16BE")]
    [TestCase("utf-32", "application/json; charset=utf-32")]
    public async Task Another_encoding_that_the_sdk_would_read_is_415(string encoding, string type) =>
        AssertRefused(
            await SendAsync(new WireRequest(Encoding.GetEncoding(encoding).GetBytes(Purge)).WithContentType(type)), 415, -32600, ReasonCode.MediaTypeRefused);

    [Test]
    [Category("RSP-13")]
    public async Task Compressed_body_is_415() =>
        AssertRefused(await SendAsync(new WireRequest(Purge).WithContentHeader("Content-Encoding", "gzip")), 415, -32600, ReasonCode.MediaTypeRefused);

    [TestCaseSource(nameof(_notJson))]
    [Category("RSP-10")]
    public async Task Body_that_is_not_json_is_400(string body) =>
        AssertRefused(await SendAsync(new WireRequest(body)), 400, -32700, ReasonCode.BodyMalformed);

    [Test]
    public async Task Invalid_utf8_is_400_at_any_position()
    {
        byte[] inValue =
        [
            .. Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":7,"x":" """), 0xC3, 0x28,
            .. Encoding.UTF8.GetBytes("\",\"method\":\"tools/call\",\"params\":{\"name\":\"admin_purge\"}}"),
        ];
        byte[] inName =
        [
            .. Encoding.UTF8.GetBytes("""{"jsonrpc":"2.0","id":7,"x"""), 0xFF,
            .. Encoding.UTF8.GetBytes("\":1,\"method\":\"tools/call\",\"params\":{\"name\":\"admin_purge\"}}"),
        ];

        AssertRefused(await SendAsync(new WireRequest(inValue)), 400, -32700, ReasonCode.BodyMalformed);
        _server.Audit.Clear();
        AssertRefused(await SendAsync(new WireRequest(inName)), 400, -32700, ReasonCode.BodyMalformed);
    }

    [Test]
    public async Task Utf16_without_a_charset_is_400() =>
        AssertRefused(await SendAsync(new WireRequest(Encoding.Unicode.GetBytes(Purge))), 400, -32700, ReasonCode.BodyMalformed);

    [TestCaseSource(nameof(_doubled))]
    [Category("RSP-10")]
    public async Task Doubled_member_is_400(string body) =>
        AssertRefused(await SendAsync(new WireRequest(body)), 400, -32600, ReasonCode.DuplicateMember);

    [TestCaseSource(nameof(_otherCase))]
    public async Task Member_of_the_protocol_in_another_case_is_400(string body) =>
        AssertRefused(await SendAsync(new WireRequest(body)), 400, -32600, ReasonCode.MemberCaseRefused);

    [TestCaseSource(nameof(_notOneMessage))]
    [Category("RSP-11")]
    public async Task Body_that_is_not_one_message_is_400(string body) =>
        AssertRefused(await SendAsync(new WireRequest(body)), 400, -32600, ReasonCode.EnvelopeInvalid);

    [Test]
    public async Task Escaped_member_name_is_read_as_the_server_reads_it()
    {
        var token = _server.NewToken().WithScopes("mcp:basic").Build();
        var answer = await new WireRequest("""{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"n\u0061me":"admin_purg\u0065"}}""").WithToken(token)
            .SendAsync(_server);

        Assert.That((answer.Status, answer.Challenge["scope"]), Is.EqualTo((403, "admin:purge mcp:basic")));
    }

    [TestCase(64)]
    [TestCase(10_000)]
    public async Task Deep_body_is_400(int depth)
    {
        var message = new string('[', depth) + new string(']', depth);
        var body = WireRequest.Echo.Replace("\"x\"", message, StringComparison.Ordinal);

        AssertRefused(await SendAsync(new WireRequest(body)), 400, -32700, ReasonCode.BodyMalformed);
    }

    [Test]
    [Category("RSP-13")]
    public async Task Body_of_a_megabyte_is_served_and_a_larger_one_is_413()
    {
        const string empty = """{"jsonrpc":"2.0","id":7,"method":"tools/call","params":{"name":"files_read","arguments":{"path":""}}}""";
        string Sized(int bytes) => empty.Replace("\"path\":\"\"", $"\"path\":\"{new string('a', bytes - empty.Length)}\"", StringComparison.Ordinal);

        Assert.That((await SendAsync(new WireRequest(Sized((4 * 1024) + 1)))).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(new WireRequest(Sized((1024 * 1024) - 1)))).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(new WireRequest(Sized(1024 * 1024)))).Status, Is.EqualTo(200));
        Assert.That((await SendAsync(new WireRequest(Sized(1024 * 1024)).Chunked())).Status, Is.EqualTo(200));
        _server.Audit.Clear();
        AssertRefused(await SendAsync(new WireRequest(Sized((1024 * 1024) + 1))), 413, -32600, ReasonCode.BodyTooLarge);
        _server.Audit.Clear();
        AssertRefused(await SendAsync(new WireRequest(Sized((1024 * 1024) + 1)).Chunked()), 413, -32600, ReasonCode.BodyTooLarge);
    }

    [Test]
    [Category("RSP-13")]
    public async Task Endless_body_is_refused_as_soon_as_it_is_too_large()
    {
        var status = await RawRequest.SendWithoutEndAsync(
            _server, (1024 * 1024) + 1, $"Authorization: Bearer {_server.NewToken().Build()}", "Content-Type: application/json");

        Assert.That(status, Is.EqualTo(413));
        Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(ReasonCode.BodyTooLarge));
    }

    [TestCase("Mcp-Name")]
    [TestCase("Mcp-Param-City")]
    [Category("RSP-14")]
    public async Task Header_that_is_larger_than_any_never_reaches_the_guard(string header)
    {
        var status = await RawRequest.SendAsync(
            _server,
            WireRequest.Echo,
            $"Authorization: Bearer {_server.NewToken().Build()}",
            "Content-Type: application/json",
            $"{header}: {new string('a', 64 * 1024)}");

        Assert.That(status, Is.EqualTo(431));
        Assert.That(_server.Audit.Records, Is.Empty);
    }

    [Test]
    public async Task Body_of_ten_mebibytes_is_413() =>
        AssertRefused(await SendAsync(new WireRequest(new byte[10 * 1024 * 1024])), 413, -32600, ReasonCode.BodyTooLarge);

    private Task<WireAnswer> SendAsync(WireRequest request) =>
        request.WithToken(_server.NewToken().WithScopes("mcp:basic", "files:read", "admin:purge").Build()).SendAsync(_server);

    private void AssertRefused(WireAnswer answer, int status, int code, ReasonCode reason)
    {
        using (Assert.EnterMultipleScope())
        {
            Assert.That(answer.Status, Is.EqualTo(status), answer.Body);
            Assert.That(answer.MediaType, Is.EqualTo("application/json"));
            Assert.That(answer.ErrorCode, Is.EqualTo(code));
            Assert.That(answer.Challenges, Is.Empty);
            Assert.That(_server.Audit.Records.Single().Reason, Is.EqualTo(reason));
            Assert.That(_server.Audit.Records.Single().Subject, Is.EqualTo("alice"));
            Assert.That(_server.Tools.Calls, Does.Not.Contain("admin_purge"));
        }
    }
}
