using Microsoft.AspNetCore.Authentication;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>The pages are mapped only in an application that can sign people in and check their forms.</summary>
[TestFixture]
internal sealed class ApprovalMappingTests
{
    [TestCase(1, "WithMcpGuard")]
    [TestCase(2, "AddAuthentication")]
    [TestCase(3, "AddAuthentication", TestName = "Pages_need_a_scheme")]
    [TestCase(4, "AddAuthorization")]
    [TestCase(5, "AddAntiforgery")]
    public async Task Pages_need(int step, string missing)
    {
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore();
        builder.Services.AddRoutingCore();
        if (step > 1)
            builder.Services.AddMcpServer().WithMcpGuard();
        if (step > 2)
            builder.Services.AddAuthentication();
        if (step > 3)
            builder.Services.AddAuthentication().AddScheme<AuthenticationSchemeOptions, HeaderSignIn>("Header", null);
        if (step > 4)
            builder.Services.AddAuthorization();

        await using var app = builder.Build();

        Assert.That(() => app.MapMcpGuardApprovals(), Throws.InvalidOperationException.With.Message.Contains(missing));
    }

    [TestCase("", "/approvals", 0, "/approvals")]
    [TestCase("", "/approvals/", 0, "/approvals")]
    [TestCase("/base", "/approvals/apr_1", 1, "/base/approvals")]
    [TestCase("", "/approvals/apr_1/approve/", 2, "/approvals")]
    [TestCase("", "/apr_1", 1, "")]
    [TestCase("", "/a \"b/apr_1", 1, "/a%20%22b")]
    public void Links_have_the_path_of_the_pages(string pathBase, string path, int segments, string expected)
    {
        var request = new DefaultHttpContext().Request;
        request.PathBase = pathBase;
        request.Path = path;

        Assert.That(ApprovalPages.RootOf(request, segments), Is.EqualTo(expected));
    }
}
