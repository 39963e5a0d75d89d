namespace McpGuard.Tests.Pipeline;

/// <summary>Lists of filters share their content only as long as nothing changes it.</summary>
[TestFixture]
internal sealed class FilterListTests
{
    private static readonly Action<IList<string>>[] _changes =
    [
        list => list.Add("other"),
        list => list.Insert(0, "other"),
        list => list.Remove("first"),
        list => list.RemoveAt(1),
        list => list[0] = "other",
        list => list.Clear(),
    ];

    [Test]
    public void Change_of_one_list_changes_no_other([Range(0, 5)] int change)
    {
        string[] shared = ["first", "last"];
        var (one, other, usual) = (new FilterList<string>(shared), new FilterList<string>(shared), new List<string>(shared));

        _changes[change](one);
        _changes[change](usual);

        Assert.That(one, Is.EqualTo(usual));
        Assert.That(other, Is.EqualTo(new[] { "first", "last" }));
        Assert.That(shared, Is.EqualTo(new[] { "first", "last" }));
    }

    [Test]
    public void List_reads_like_any_list()
    {
        var list = new FilterList<string>(["first", "last"]);
        var copy = new string[2];
        list.CopyTo(copy, 0);

        Assert.That(list, Has.Count.EqualTo(2).And.Property("IsReadOnly").False);
        Assert.That((list[1], list.IndexOf("last"), list.Contains("none")), Is.EqualTo(("last", 1, false)));
        Assert.That(copy, Is.EqualTo(list));
    }
}
