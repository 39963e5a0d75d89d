namespace McpGuard.Tests.Tokens;

[TestFixture]
internal sealed class CallRouteTests
{
    [TestCase("mcp:tools/call mcp:tools/a_b:call", "a_b", true)]
    [TestCase("mcp:tools/call mcp:tools/a_b:call", "a.b", true)]
    [TestCase("mcp:tools/call mcp:tools/a_b:call", "a b", true)]
    [TestCase("mcp:tools/call mcp:tools/a_b:call", "a-b", false)]
    [TestCase("mcp:tools/call mcp:tools/a_b:call", "A_b", false)]
    [TestCase("mcp:tools/call mcp:tools/a_b:call", "a_b_c", false)]
    [TestCase("mcp:tools/list", "list", false)]
    public void Route_is_for_the_tool_that_it_names(string scopes, string tool, bool isFor) =>
        Assert.That(CallRoute.Read(scopes)!.FindMissing(tool) is null, Is.EqualTo(isFor));

    [TestCase("")]
    [TestCase("mcp:tools/call")]
    [TestCase("mcp:tools/call mcp:tools/:call")]
    [TestCase("mcp:tools/call mcp:tools/a:call mcp:tools/b:call")]
    [TestCase("mcp:tools/call mcp:tools/list files:read")]
    [TestCase("mcp:tools/call mcp:tools/a.b:call")]
    [TestCase("mcp:tools/list mcp:tools/call")]
    [TestCase("mcp:tools/a:call")]
    public void Other_scopes_are_not_a_route(string scopes) => Assert.That(CallRoute.Read(scopes), Is.Null);
}
