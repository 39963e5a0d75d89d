using System.Text;

namespace McpGuard.Tests.Approvals;

/// <summary>A notice is signed as Standard Webhooks describes.</summary>
[TestFixture]
internal sealed class WebhookNotifierTests
{
    // The example of the Standard Webhooks specification.
    [Test]
    public void Signature_is_that_of_the_standard()
    {
        var options = new ApprovalWebhookOptions { Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" };

        Assert.That(
            WebhookNotifier.Sign(options.Key!, "msg_p5jXN8AQM9LWM0D4loKWxJek", "1614265330", Encoding.UTF8.GetBytes("""{"test": 2432232314}""")),
            Is.EqualTo("v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="));
    }
}
