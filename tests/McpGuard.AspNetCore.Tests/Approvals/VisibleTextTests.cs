using System.Text;

namespace McpGuard.AspNetCore.Tests.Approvals;

/// <summary>Text on the pages shows all its characters.</summary>
[TestFixture]
[Category("APR-12")]
internal sealed class VisibleTextTests
{
    [TestCase("plain text", ExpectedResult = "plain text")]
    [TestCase("<b>&", ExpectedResult = "&lt;b&gt;&amp;")]
    [TestCase("a\nb", ExpectedResult = "a[U+000A]<br>b")]
    [TestCase("a\tb\r", ExpectedResult = "a[U+0009]b[U+000D]")]
    [TestCase("a  b", ExpectedResult = "a[2 × space]b")]
    [TestCase(" a ", ExpectedResult = "[1 × space]a[1 × space]")]
    [TestCase("a\n b", ExpectedResult = "a[U+000A]<br>[1 × space]b")]
    [TestCase("   ", ExpectedResult = "[3 × space]")]
    [TestCase("\u202Egpj\u202C", ExpectedResult = "[U+202E]gpj[U+202C]")]
    [TestCase("x\u200B\u200D\uFEFF\u00AD\u061C", ExpectedResult = "x[U+200B][U+200D][U+FEFF][U+00AD][U+061C]")]
    [TestCase("x\u3164\u115F\u2800\uFE0F\u034F", ExpectedResult = "x[U+3164][U+115F][U+2800][U+FE0F][U+034F]")]
    [TestCase("x\u2003\u3000\u2028", ExpectedResult = "x[U+2003][U+3000][U+2028]")]
    [TestCase("x\U000E0041\U000E0101\uE000", ExpectedResult = "x[U+E0041][U+E0101][U+E000]")]
    [TestCase("", ExpectedResult = "")]
    public string Text_is_shown(string text) => Show(text);

    [Test]
    public void Half_of_a_character_is_shown_by_its_code() => Assert.That(Show("a\ud800b\udc00"), Is.EqualTo("a[U+D800]b[U+DC00]"));

    [Test]
    public void Text_cannot_look_like_a_mark() => Assert.That(Show("<mark>U+202E</mark>"), Does.StartWith("&lt;mark&gt;"));

    private static string Show(string text)
    {
        var html = new StringBuilder();
        VisibleText.AppendTo(html, text);
        return html.ToString().Replace("<mark>", "[", StringComparison.Ordinal).Replace("</mark>", "]", StringComparison.Ordinal)
            .Replace("&#x2B;", "+", StringComparison.Ordinal).Replace("&#xD7;", "×", StringComparison.Ordinal);
    }
}
