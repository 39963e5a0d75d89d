namespace McpGuard.Tests;

[TestFixture]
internal sealed class RoomTests
{
    [Test]
    public void Print()
    {
        foreach (var from in FolderUses.All.GroupBy(use => use.From).OrderBy(group => group.Key, StringComparer.Ordinal))
        {
            TestContext.Out.WriteLine($"{from.Key}");
            foreach (var to in from.GroupBy(use => use.To).OrderBy(group => group.Key, StringComparer.Ordinal))
                TestContext.Out.WriteLine($"    {to.Key}  | {string.Join(", ", to.Take(300).Select(use => use.What))}");
        }
    }
}
