namespace McpGuard.Tests.Tokens;

[TestFixture]
internal sealed class ScopeSetTests
{
    [TestCase("", "")]
    [TestCase("   ", "")]
    [TestCase("a", "a")]
    [TestCase("a b", "a b")]
    [TestCase("  a   b ", "a b")]
    [TestCase("a b a", "a b")]
    [TestCase("a,b", "a,b")]
    public void Scopes_are_words_between_spaces_in_their_order(string text, string expected) =>
        Assert.That(ScopeSet.Parse(text).ToString(), Is.EqualTo(expected));

    [Category("SCP-1")]
    [TestCase("files:readwrite")]
    [TestCase("files")]
    [TestCase("files:")]
    [TestCase("files:*")]
    [TestCase("*")]
    [TestCase("Files:Read")]
    [TestCase("files:read,files:write")]
    [TestCase("files:read\u200B")]
    public void Scope_is_compared_as_a_whole_word_by_case(string granted) =>
        Assert.That(ScopeSet.Parse(granted).ContainsAll(ScopeSet.Parse("files:read")), Is.False);

    [Test]
    public void All_scopes_are_needed()
    {
        var granted = ScopeSet.Parse("a b c");

        Assert.That(granted.ContainsAll(ScopeSet.Parse("c a")), Is.True);
        Assert.That(granted.ContainsAll(ScopeSet.Empty), Is.True);
        Assert.That(granted.ContainsAll(ScopeSet.Parse("a d")), Is.False);
        Assert.That(ScopeSet.Empty.ContainsAll(granted), Is.False);
    }

    [TestCase(8)]
    [TestCase(9)]
    [TestCase(500)]
    public void Set_of_any_size_knows_its_scopes_and_no_others(int count)
    {
        var scopes = new ScopeSet(Enumerable.Range(0, count).Select(i => $"scope-{i}"));

        Assert.That(Enumerable.Range(0, count).All(i => scopes.Contains($"scope-{i}")), Is.True);
        Assert.That(scopes.Contains($"scope-{count}") || scopes.Contains("Scope-0") || scopes.Contains("scope-"), Is.False);
        Assert.That(scopes.Missing(ScopeSet.Parse($"scope-0 scope-{count}")), Is.EqualTo(new[] { $"scope-{count}" }));
    }

    [Test]
    public void Missing_scopes_keep_the_order_in_which_they_are_asked_for() =>
        Assert.That(ScopeSet.Parse("b").Missing(ScopeSet.Parse("c b a")), Is.EqualTo(new[] { "c", "a" }));

    [Test]
    public void Set_counts_and_contains_each_scope_once()
    {
        var scopes = new ScopeSet(["a", "b", "a"]);

        Assert.That(scopes, Has.Count.EqualTo(2));
        Assert.That(scopes.Contains("a"), Is.True);
        Assert.That(scopes.Contains("A"), Is.False);
    }

    [TestCase("a", true)]
    [TestCase("files:read", true)]
    [TestCase("https://graph.example/.default", true)]
    [TestCase("!#[]~", true)]
    [TestCase("", false)]
    [TestCase(null, false)]
    [TestCase("a b", false)]
    [TestCase("a\"", false)]
    [TestCase("a\\b", false)]
    [TestCase("a\n", false)]
    [TestCase("ä", false)]
    [TestCase("\u007F", false)]
    public void Scope_token_has_the_characters_of_rfc_6749(string? scope, bool expected) =>
        Assert.That(ScopeSet.IsScopeToken(scope), Is.EqualTo(expected));

    [Test]
    public void Missing_arguments_are_mistakes_of_the_program()
    {
        Assert.That(() => ScopeSet.Parse(null!), Throws.ArgumentNullException);
        Assert.That(() => ScopeSet.Empty.ContainsAll(null!), Throws.ArgumentNullException);
        Assert.That(() => ScopeSet.Empty.Missing(null!), Throws.ArgumentNullException);
    }
}
