namespace McpGuard.Tests.Hosting;

/// <summary>Startup fails with unsafe settings of approvals, and the message names the setting.</summary>
[TestFixture]
internal sealed class ApprovalProblemTests
{
    private static IEnumerable<TestCaseData> Wrong()
    {
        yield return Of("Address", "http://tools.example.com/approvals", options => options.Address = "http://tools.example.com/approvals");
        yield return Of("Address", "'approvals'", options => options.Address = "approvals");
        yield return Of("Directory", "empty", options => options.Directory = " ");
        yield return Of("Hold", "00:00:51", options => options.Hold = TimeSpan.FromSeconds(51));
        yield return Of("Hold", "-00:00:01", options => options.Hold = TimeSpan.FromSeconds(-1));
        yield return Of("HoldOlderClients", "00:00:51", options => options.HoldOlderClients = TimeSpan.FromSeconds(51));
        yield return Of("DenialHolds", "1.00:00:01", options => options.DenialHolds = TimeSpan.FromSeconds(86_401));
        yield return Of("MaxHoldRounds", "10", options => options.MaxHoldRounds = 10);
        yield return Of("MaxHolds", "-1", options => options.MaxHolds = -1);
        yield return Of("MaxHoldsPerCaller", "1001", options => options.MaxHoldsPerCaller = 1001);
        yield return Of("MaxPendingPerCaller", "0", options => options.MaxPendingPerCaller = 0);
        yield return Of("MaxPending", "0", options => options.MaxPending = 0);
        yield return Of("MaxArgumentBytes", "1023", options => options.MaxArgumentBytes = 1023);
        yield return Of("Webhook:Address", "missing", options => options.Webhook = new() { Secret = new string('A', 32) });
        yield return Of("Webhook:Address", "http://hooks.example.com", options => options.Webhook = Hook("http://hooks.example.com", new string('A', 32)));
        yield return Of("Webhook:Secret", "24 bytes", options => options.Webhook = new() { Address = "https://hooks.example.com" });
        yield return Of("Webhook:Secret", "24 bytes", options => options.Webhook = new() { Address = "https://hooks.example.com", Secret = "c2hvcnQ=" });
        yield return Of("Webhook:Secret", "base64", options => options.Webhook = Hook("https://hooks.example.com", "not base64, and longer than 24 bytes"));

        static TestCaseData Of(string setting, string words, Action<ApprovalOptions> set) =>
            new TestCaseData(setting, words, set).SetArgDisplayNames($"{setting}: {words}");

        static ApprovalWebhookOptions Hook(string address, string secret) => new() { Address = address, Secret = secret };
    }

    [TestCaseSource(nameof(Wrong))]
    public void Wrong_setting_is_named(string setting, string words, Action<ApprovalOptions> set)
    {
        var options = new ApprovalOptions();
        set(options);

        Assert.That(ApprovalProblems.Find(options).Single(), Does.StartWith($"McpGuard:Approvals:{setting} ").And.Contain(words));
    }

    [Test]
    public void Defaults_and_usual_settings_are_good() => Assert.That(
        ApprovalProblems.Find(new ApprovalOptions
        {
            Address = "https://tools.example.com/approvals",
            Directory = "approvals",
            Webhook = new() { Address = "https://hooks.example.com/x?key=1", Secret = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw" },
        }),
        Is.Empty);

    [Test]
    public void Secret_is_not_in_the_message() => Assert.That(
        ApprovalProblems.Find(new ApprovalOptions { Webhook = new() { Address = "https://hooks.example.com", Secret = "c2hvcnQ=" } }).Single(),
        Does.Not.Contain("c2hvcnQ="));
}
