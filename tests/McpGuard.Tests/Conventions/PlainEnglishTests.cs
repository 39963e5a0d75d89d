using System.Text.RegularExpressions;

namespace McpGuard.Tests.Conventions;

/// <summary>
/// Pages, documentation, comments, messages and the names of tests are in plain English: without archaic or convoluted phrases, and with short sentences.
/// The readers are developers at work, most of them not native speakers.
/// </summary>
[TestFixture]
internal sealed partial class PlainEnglishTests
{
    private const int MaxWords = 40;

    // Each is a word or a regular expression. Standard terms do not belong here.
    private static readonly string[] _banned =
    [
        "shall", "thereof", "whereof", "wherein", "whereby", "therein", "thereby", "thereto", "thereupon", "whereupon", "herein", "hereby",
        "hence", "henceforth", "hitherto", "heretofore", "aforementioned", "thus", "lest", "ere", "albeit", "notwithstanding", "whilst",
        "amongst", "upon", "beside", "nobody", "whoever", "whomever", "whosoever", "whatsoever", "that which", "what is not", "who is not",
        "of its own accord", "of their own accord", "let alone", "in vain", "by heart", "for want of", "by virtue of", "in order that",
        "so that it be", "may it be", "be it", "it be", "in an orderly way", "(can|could) ?not be had", "can be had", "to be had",
        "counts? no more", "an own", "stops? the start", "the start fails", "go(es|ne)? on with", "(?<!there )is none of", "(is|are) remarked",
        "has no say", "have no say", "speaks? against", "nothing is said", "(has|have) said", "said so", "of use to", "judged by the last ones",
        "go(es)? on", "gone on", "lets? go", "broken off",
    ];

    private static readonly Regex _phrases = new($@"\b({string.Join('|', _banned)})\b", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant);

    // These contain the text of a license, or the list above.
    private static readonly string[] _exempt = ["tests/McpGuard.Tests/JsonSchema/Cases/README.md", "tests/McpGuard.Tests/Conventions/PlainEnglishTests.cs"];

    [Test]
    public void Pages_have_no_convoluted_phrases() =>
        Assert.That(Files("*.md").SelectMany(page => Find(page.Path, ProseOf(page.Text))), Is.Empty);

    [Test]
    public void Comments_and_documentation_have_no_convoluted_phrases() =>
        Assert.That(Files("*.cs").SelectMany(file => Find(file.Path, CommentsOf(file.Text))), Is.Empty);

    [Test]
    public void Messages_have_no_convoluted_phrases() =>
        Assert.That(
            Files("*.cs").Where(file => !file.Path.StartsWith("tests/", StringComparison.Ordinal)).SelectMany(file => Find(file.Path, MessagesOf(file.Text))),
            Is.Empty);

    [Test]
    public void Names_of_tests_have_no_convoluted_phrases() =>
        Assert.That(
            Files("*.cs").Where(file => file.Path.StartsWith("tests/", StringComparison.Ordinal)).SelectMany(file => Find(file.Path, NamesOf(file.Text))),
            Is.Empty);

    [Test]
    public void Sentences_of_pages_are_short() =>
        Assert.That(
            from page in Files("*.md")
            where Path.GetFileName(page.Path) == "README.md"
            from block in BlocksOf(page.Text)
            from sentence in SentenceEnd().Split(block)
            let words = sentence.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length
            where words > MaxWords
            select $"{page.Path}: {words} words: {sentence}",
            Is.Empty);

    [TestCase("Nobody may use it.", "/// <summary>Whoever asks.</summary>\npublic void Call_goes_on_alone()", ExpectedResult = 3)]
    [TestCase("No caller may use it.", "/// <summary>The caller.</summary>\npublic void Call_is_refused()", ExpectedResult = 0)]
    public int Phrase_is_found(string page, string code) =>
        Find("page", ProseOf(page)).Concat(Find("code", CommentsOf(code))).Concat(Find("code", NamesOf(code))).Count();

    private static IEnumerable<(string Path, string Text)> Files(string pattern) =>
        from folder in new[] { "", "src", "samples", "tests", "nuget" }
        let option = folder.Length == 0 ? SearchOption.TopDirectoryOnly : SearchOption.AllDirectories
        from file in Directory.EnumerateFiles(SourceTree.PathOf(folder), pattern, option)
        let path = Path.GetRelativePath(SourceTree.PathOf(""), file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj" or "node_modules" or "TestResults") && !_exempt.Contains(path)
        select (path, File.ReadAllText(file));

    private static IEnumerable<string> Find(string path, IEnumerable<string> lines) =>
        from line in lines
        from Match match in _phrases.Matches(line)
        select $"{path}: '{match.Value}' in: {line.Trim()}";

    private static IEnumerable<string> ProseOf(string page) => LinesOf(page).Select(line => CodeSpan().Replace(line, "code"));

    /// <summary>The lines of a page outside of its code blocks.</summary>
    private static IEnumerable<string> LinesOf(string page)
    {
        var isCode = false;
        foreach (var line in page.Split('\n'))
        {
            if (line.StartsWith("```", StringComparison.Ordinal))
                isCode = !isCode;
            else if (!isCode)
                yield return line;
        }
    }

    /// <summary>The paragraphs and list items of a page, without headings and tables. Code counts as one word, the address of a link as none.</summary>
    private static IEnumerable<string> BlocksOf(string page)
    {
        var block = new List<string>();
        foreach (var line in LinesOf(page).Append(""))
        {
            var isText = line.Trim() is { Length: > 0 } && line[0] is not ('#' or '|');
            if (!isText || ListItem().IsMatch(line))
            {
                yield return LinkTarget().Replace(CodeSpan().Replace(string.Join(' ', block), "Code"), "]");
                block.Clear();
            }

            if (isText)
                block.Add(line.Trim());
        }
    }

    private static IEnumerable<string> CommentsOf(string code) => Comment().Matches(code).Select(match => match.Groups["text"].Value);

    private static IEnumerable<string> NamesOf(string code) => TestName().Matches(code).Select(match => match.Value.Replace('_', ' '));

    private static IEnumerable<string> MessagesOf(string code) =>
        code.Split('\n').Where(line => !line.TrimStart().StartsWith("//", StringComparison.Ordinal))
            .SelectMany(line => Literal().Matches(line).Select(match => match.Groups[1].Value)).Where(text => text.Contains(' ', StringComparison.Ordinal));

    [GeneratedRegex("`[^`]*`")]
    private static partial Regex CodeSpan();

    [GeneratedRegex(@"\]\([^)]*\)")]
    private static partial Regex LinkTarget();

    [GeneratedRegex(@"^\s*(- |\d+\. )")]
    private static partial Regex ListItem();

    [GeneratedRegex(@"(?<=[.!?][*)""]*)\s+(?=[\[*(]*[A-Z])")]
    private static partial Regex SentenceEnd();

    [GeneratedRegex(@"(^\s*///?|[;{},)]\s+//\s|#pragma[^\n]*?//\s)(?<text>[^\n]*)", RegexOptions.Multiline)]
    private static partial Regex Comment();

    // A sentence with an underscore for each space.
    [GeneratedRegex(@"\b[A-Z][A-Za-z0-9]*(_[A-Za-z0-9]+){2,}\b")]
    private static partial Regex TestName();

    [GeneratedRegex(@"""((?:[^""\\]|\\.)*)""")]
    private static partial Regex Literal();
}
