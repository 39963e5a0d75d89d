using System.Collections.Concurrent;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;

namespace McpGuard.Tests.Approvals;

/// <summary>A notice is sent and signed as Standard Webhooks describes.</summary>
[TestFixture]
internal sealed class WebhookNotifierTests
{
    private const string Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw";

    private FakeTimeProvider _time = null!;
    private readonly ConcurrentQueue<(string? Id, string? Timestamp, string? Signature, string Body)> _received = new();
    private ServiceProvider _services = null!;

    [SetUp]
    public void SetUp()
    {
        _received.Clear();
        _time = new(Callers.Now);
        _services = new ServiceCollection().AddHttpClient().BuildServiceProvider();
    }

    [TearDown]
    public void TearDown() => _services.Dispose();

    // The example of the Standard Webhooks specification.
    [Test]
    public void Signature_follows_the_standard()
    {
        var options = new ApprovalWebhookOptions { Secret = Secret };

        Assert.That(
            WebhookNotifier.Sign(options.Key!, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Encoding.UTF8.GetBytes("""{"test": 2432232314}""")),
            Is.EqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }

    [Test]
    public async Task Receiver_can_verify_the_notice_and_learns_no_arguments()
    {
        using var receiver = Receiver(200);

        await NotifierTo(receiver).NotifyAsync(Notice(), default);

        var (id, timestamp, signature, body) = _received.Single();
        var mac = HMACSHA256.HashData(Convert.FromBase64String(Secret["whsec_".Length..]), Encoding.UTF8.GetBytes($"{id}.{timestamp}.{body}"));
        Assert.That(signature, Is.EqualTo($"v1,{Convert.ToBase64String(mac)}"));
        Assert.That((id, timestamp), Is.EqualTo(("notice-1", Callers.Now.ToUnixTimeSeconds().ToString(CultureInfo.InvariantCulture))));
        using var json = JsonDocument.Parse(body);
        Assert.That(json.RootElement.GetProperty("type").GetString(), Is.EqualTo("approval_requested"));
        Assert.That(
            json.RootElement.GetProperty("data").EnumerateObject().Select(member => member.Name),
            Is.EqualTo(["approval", "tool", "subject", "waits_until", "link"]));
    }

    [Test]
    public async Task Failed_notice_is_repeated_with_the_same_identifier_and_then_given_up()
    {
        using var receiver = Receiver(500);

        var sending = NotifierTo(receiver).NotifyAsync(Notice(), default).AsTask();
        await Eventually.IsTrueAsync(() =>
        {
            // Slowly: a request that is on its way must not run out of time.
            _time.Advance(TimeSpan.FromMilliseconds(10));
            return sending.IsCompleted;
        });

        Assert.That(async () => await sending, Throws.InstanceOf<HttpRequestException>());
        Assert.That(_received.Select(request => request.Id), Is.EqualTo(["notice-1", "notice-1", "notice-1"]));
    }

    [Test]
    public async Task Without_an_address_nothing_is_sent()
    {
        var notifier = new WebhookNotifier(_services.GetRequiredService<IHttpClientFactory>(), Options.Create(new McpGuardOptions()), _time);

        await notifier.NotifyAsync(Notice(), default);

        Assert.That(_received, Is.Empty);
    }

    private LoopbackServer Receiver(int status) => new((request, body) =>
    {
        _received.Enqueue((request.Headers["webhook-id"], request.Headers["webhook-timestamp"], request.Headers["webhook-signature"], body));
        return (status, "");
    });

    private WebhookNotifier NotifierTo(LoopbackServer receiver)
    {
        var options = new McpGuardOptions();
        options.Approvals.Webhook = new ApprovalWebhookOptions { Address = $"{receiver.Url}/hook", Secret = Secret };
        return new WebhookNotifier(_services.GetRequiredService<IHttpClientFactory>(), Options.Create(options), _time);
    }

    private static ApprovalNotice Notice() => new()
    {
        NoticeId = "notice-1",
        Event = AuditEvent.ApprovalRequested,
        Id = "apr_1",
        Tool = "refund",
        Subject = "alice",
        Time = Callers.Now,
        WaitsUntil = Callers.Now.AddMinutes(30),
        Link = new Uri("https://tools.example.com/approvals/apr_1"),
    };
}
