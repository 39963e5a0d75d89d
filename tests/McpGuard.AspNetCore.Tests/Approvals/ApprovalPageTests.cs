using System.Net;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Moq;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>What the pages show, and what they forbid the browser.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class ApprovalPageTests
{
    private ApprovalSite _site = null!;

    [SetUp]
    public async Task StartAsync() => _site = await ApprovalSite.StartAsync();

    [TearDown]
    public async Task StopAsync() => await _site.DisposeAsync();

    [Test]
    public async Task Each_answer_forbids_scripts_frames_caches_and_referrers()
    {
        var approval = await _site.AddAsync();
        var bob = Bob();
        WebPage[] answers =
        [
            await bob.OpenAsync("/approvals"), await bob.OpenAsync($"/approvals/{approval.Id}"), await bob.OpenAsync("/approvals/apr_unknown"),
            await bob.SendAsync($"/approvals/{approval.Id}/approve", []), await bob.DecideAsync(approval.Id, "approve"),
        ];

        Assert.That(answers.Select(answer => (int)answer.Status), Is.EqualTo([200, 200, 404, 400, 303]));
        foreach (var answer in answers)
        {
            Assert.That(answer["Content-Security-Policy"], Does.Match(
                "^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/=]+'; form-action 'self'; frame-ancestors 'none'; base-uri 'none'$"));
            Assert.That(answer["X-Frame-Options"], Is.EqualTo("DENY"));
            Assert.That(answer["X-Content-Type-Options"], Is.EqualTo("nosniff"));
            Assert.That(answer["Cache-Control"], Is.EqualTo("no-store"));
            Assert.That(answer["Referrer-Policy"], Is.EqualTo("no-referrer"));
            Assert.That(answer.Text, Does.Not.Contain("<script").IgnoreCase.And.Not.Contain(" style=").And.Not.Contain("src="));
        }
    }

    [Test]
    public async Task Content_security_policy_permits_the_style_of_the_page()
    {
        var page = await Bob().OpenAsync("/approvals");
        var style = page.Text.Split("<style>")[1].Split("</style>")[0];

        Assert.That(page["Content-Security-Policy"], Does.Contain($"'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(style)))}'"));
    }

    [Test]
    public async Task Markup_in_a_call_is_text()
    {
        const string Attack = "\"'><script>alert(1)</script><img src=x onerror=alert(1)>";
        var approval = await _site.AddAsync(pending => pending with
        {
            Tool = $"tool{Attack}",
            Description = $"description{Attack}",
            ClientId = $"client{Attack}",
            Resource = $"resource{Attack}",
            PolicyVersion = $"policy{Attack}",
            OperationId = $"operation{Attack}",
            Subject = SampleApprovals.Person("alice") with { Person = $"person{Attack}" },
            Actors = [SampleApprovals.Person($"actor{Attack}")],
            ArgumentDigest = $"digest{Attack}",
            DefinitionDigest = $"definition{Attack}",
            Arguments = JsonSerializer.SerializeToElement(new Dictionary<string, string> { [$"name{Attack}"] = $"value{Attack}" }),
            Demands = [SampleApprovals.Demand, SampleApprovals.Demand with { Rule = $"rule{Attack}", Groups = [$"group{Attack}"] }],
            Votes = [new ApprovalVote(SampleApprovals.Person($"voter{Attack}"), true, [1], pending.RequestedAt, $"comment{Attack}")],
        });

        var pages = (await Bob().OpenAsync("/approvals")).Text + (await Bob().OpenAsync($"/approvals/{approval.Id}")).Text;

        string[] names =
        [
            "tool", "description", "client", "resource", "policy", "operation", "person", "actor", "digest", "definition", "name", "value", "rule",
            "group", "voter", "comment",
        ];
        foreach (var name in names)
            Assert.That(pages, Does.Contain($"{name}&quot;&#x27;&gt;&lt;script&gt;"), name);

        Assert.That(pages, Does.Not.Contain("<script").And.Not.Contain("<img"));
    }

    [Test]
    public async Task Characters_that_hide_or_reorder_text_are_shown()
    {
        var approval = await _site.AddAsync(pending => pending with
        {
            Description = "a\u200Bb",
            ClientId = "c\u00A0d",
            Arguments = JsonSerializer.SerializeToElement(new Dictionary<string, string> { ["t\u202Eo"] = "evil\u2066txt\U000E0041" }),
        });

        var page = (await Bob().OpenAsync($"/approvals/{approval.Id}")).Text;

        Assert.That(page, Does.Contain("a<mark>U&#x2B;200B</mark>b").And.Contain("c<mark>U&#x2B;00A0</mark>d"));
        Assert.That(page, Does.Contain("<dt><bdi>t<mark>U&#x2B;202E</mark>o</bdi></dt>"));
        Assert.That(page, Does.Contain("“<bdi>evil<mark>U&#x2B;2066</mark>txt<mark>U&#x2B;E0041</mark></bdi>”"));
        Assert.That(page.EnumerateRunes().Where(rune => rune.Value != '\n' && Rune.IsControl(rune)), Is.Empty);
        Assert.That(page, Does.Not.Contain("&#x202E;").IgnoreCase.And.Not.Contain("&#xA0;"));
    }

    [Test]
    public async Task All_arguments_are_shown_and_masked_values_differ_from_texts_that_look_masked()
    {
        var arguments = JsonElement.Parse("""
            {"card":"masked: 16 characters","note":"masked: 16 characters","items":[{"a/b":"m"},1.50,true,null,{},[]],"big":12345678901234567890123}
            """);
        var approval = await _site.AddAsync(pending => pending with { Arguments = arguments, Masked = ["/card", "/items/0/A~1B"] });

        var page = (await Bob().OpenAsync($"/approvals/{approval.Id}")).Text;

        Assert.That(page, Does.Contain("<dt><bdi>card</bdi></dt><dd><em><bdi>masked: 16 characters</bdi></em></dd>"));
        Assert.That(page, Does.Contain("<dt><bdi>note</bdi></dt><dd>“<bdi>masked: 16 characters</bdi>”</dd>"));
        Assert.That(page, Does.Contain("<dt><bdi>a/b</bdi></dt><dd><em><bdi>m</bdi></em></dd>"));
        foreach (var value in new[] { "1.50", "true", "null", "{}", "[]", "12345678901234567890123" })
            Assert.That(page, Does.Contain($"<code><bdi>{value}</bdi></code>"));
    }

    [Test]
    public async Task Defaults_of_arguments_that_the_call_leaves_out_are_shown_apart_from_the_arguments()
    {
        var approval = await _site.AddAsync(pending => pending with { Defaults = JsonElement.Parse("""{"limit":999,"note":null}""") });

        var page = (await Bob().OpenAsync($"/approvals/{approval.Id}")).Text;

        var (sent, leftOut) = (page.Split("<h2>Arguments</h2>")[1].Split("The call leaves these out.")[0], page.Split("The call leaves these out.")[1]);
        Assert.That(sent, Does.Contain("amount").And.Not.Contain("limit"));
        Assert.That(leftOut, Does.Contain("<dt><bdi>limit</bdi></dt><dd><code><bdi>999</bdi></code></dd>").And.Contain("<code><bdi>null</bdi></code>"));
    }

    [TestCase(ApprovalStatus.Pending, "Waiting for a decision: 0 of 1 approvals given.")]
    [TestCase(ApprovalStatus.Denied, "Denied.")]
    [TestCase(ApprovalStatus.Withdrawn, "Withdrawn.")]
    [TestCase(ApprovalStatus.Used, "Approved and used: the call has run, or has begun to run.")]
    public async Task State_is_in_words_and_counts_approvals_only_while_some_are_missing(ApprovalStatus status, string words)
    {
        var approval = await _site.AddAsync(pending => pending with { Status = status });

        Assert.That((await Bob().OpenAsync($"/approvals/{approval.Id}")).Text, Does.Contain($"""<p class="status">{words}</p>"""));
    }

    [TestCase(ApprovalStatus.Withdrawn)]
    [TestCase(ApprovalStatus.Expired)]
    public async Task Request_that_is_over_says_that_its_arguments_are_not_kept(ApprovalStatus status)
    {
        var approval = await _site.AddAsync(pending => pending with { Status = status });

        Assert.That(
            (await Bob().OpenAsync($"/approvals/{approval.Id}")).Text,
            Does.Contain("The arguments of a request that is over are not kept.").And.Not.Contain("amount"));
    }

    [Test]
    public async Task Page_reloads_while_it_waits_and_has_no_comment_to_lose()
    {
        var approval = await _site.AddAsync();
        var alice = _site.SignIn("alice");
        const string Reload = "<meta http-equiv=\"refresh\"";

        Assert.That((await Bob().OpenAsync("/approvals")).Text, Does.Contain($"{Reload} content=\"20; url=/approvals\">"));
        Assert.That((await Bob().OpenAsync($"/approvals/{approval.Id}")).Text, Does.Not.Contain(Reload));
        Assert.That((await alice.OpenAsync($"/approvals/{approval.Id}")).Text, Does.Contain($"{Reload} content=\"20; url=/approvals/{approval.Id}\">"));
        await Bob().DecideAsync(approval.Id, "approve");
        Assert.That((await alice.OpenAsync($"/approvals/{approval.Id}")).Text, Does.Contain("Approved, and not yet run").And.Not.Contain(Reload));
    }

    [Test]
    public async Task Expired_approval_request_cannot_be_decided()
    {
        var approval = await _site.AddAsync(pending => pending with { WaitsUntil = pending.RequestedAt, HoldsUntil = pending.RequestedAt });

        Assert.That((await Bob().OpenAsync($"/approvals/{approval.Id}")).Text, Does.Contain("Expired").And.Not.Contain("<form"));
    }

    [Test]
    public async Task Person_without_an_identity_sees_only_the_reason()
    {
        var approval = await _site.AddAsync();
        var unnamed = _site.Open("sub=bob|groups=finance-leads");

        Assert.That((await unnamed.OpenAsync("/approvals")).Text, Does.Contain("Approvals:SignIn").And.Not.Contain(approval.Id));
        Assert.That((await unnamed.OpenAsync($"/approvals/{approval.Id}")).Status, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task Request_without_a_sign_in_is_refused_also_if_the_application_allows_anonymous_requests()
    {
        await using var open = await ApprovalSite.StartAsync(pages: group => group.AllowAnonymous());
        foreach (var site in new[] { _site, open })
        {
            var approval = await site.AddAsync();
            var stranger = site.Open(claims: null);

            Assert.That((await stranger.OpenAsync("/approvals")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That((await stranger.OpenAsync($"/approvals/{approval.Id}")).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
            Assert.That((await stranger.SendAsync($"/approvals/{approval.Id}/approve", [])).Status, Is.EqualTo(HttpStatusCode.Unauthorized));
        }
    }

    [Test]
    [Category("APR-11")]
    public async Task Failure_of_the_store_is_reported_and_decides_nothing()
    {
        var store = new Mock<IApprovalStore>();
        store.Setup(each => each.FindAsync(It.IsAny<string>(), It.IsAny<CancellationToken>())).Throws(new IOException("down"));
        store.Setup(each => each.ListAsync(It.IsAny<bool>(), It.IsAny<CancellationToken>())).Throws(new IOException("down"));
        await using var site = await ApprovalSite.StartAsync(services: services => services.AddSingleton(store.Object));
        var bob = site.SignIn("bob", "finance-leads");

        Assert.That((await bob.OpenAsync("/approvals")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await bob.OpenAsync("/approvals/apr_1")).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
        Assert.That((await bob.SendAsync("/approvals/apr_1/approve", [])).Status, Is.EqualTo(HttpStatusCode.ServiceUnavailable));
    }

    private Browser Bob() => _site.SignIn("bob", "finance-leads");
}
