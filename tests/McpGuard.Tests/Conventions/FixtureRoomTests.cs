namespace McpGuard.Tests.Conventions;

/// <summary>The fixture of a type is in the folder of the tests that has the name of the type's room.</summary>
[TestFixture]
internal sealed class FixtureRoomTests
{
    // A fixture in these folders is named after a promise or a page, which may also be the name of a type.
    private static readonly string[] _others = ["Acceptance", "Documentation"];

    private static readonly (string Package, string Tests)[] _places =
    [
        ("McpGuard.AspNetCore", "McpGuard.AspNetCore.Tests"),
        ("McpGuard.Audit", "McpGuard.Tests/Audit"),
        ("McpGuard.Cli", "McpGuard.Cli.Tests"),
        ("McpGuard", "McpGuard.Tests"),
    ];

    [Test]
    public void Fixture_is_in_the_room_of_its_type() => Assert.That(FindMisplaced(Fixtures(), SourceTree.Files.Select(file => file.Path)), Is.Empty);

    [TestCase("McpGuard.Tests/Tokens/ScopeSetTests.cs", "McpGuard/Tokens/ScopeSet.cs", false)]
    [TestCase("McpGuard.Tests/Tokens/Claims/ScopeSetTests.cs", "McpGuard/Tokens/ScopeSet.cs", true)]
    [TestCase("McpGuard.Tests/Audit/Log/MerkleTreeTests.cs", "McpGuard.Audit/Log/MerkleTree.cs", false)]
    [TestCase("McpGuard.Tests/Log/MerkleTreeTests.cs", "McpGuard.Audit/Log/MerkleTree.cs", true)]
    [TestCase("McpGuard.Tests/Acceptance/ScopeSetTests.cs", "McpGuard/Tokens/ScopeSet.cs", false)]
    [TestCase("McpGuard.Tests/Acceptance/PromiseTests.cs", "McpGuard/Tokens/ScopeSet.cs", false)]
    public void Misplaced_fixture_is_found(string fixture, string source, bool isMisplaced) =>
        Assert.That(FindMisplaced([fixture], [source]).Any(), Is.EqualTo(isMisplaced));

    private static IEnumerable<string> FindMisplaced(IEnumerable<string> fixtures, IEnumerable<string> sources)
    {
        var rooms = sources.ToLookup(path => Path.GetFileNameWithoutExtension(path), path => PlaceOf(FolderUses.FolderOf(path)), StringComparer.Ordinal);
        return
            from fixture in fixtures
            let name = Path.GetFileName(fixture)[..^"Tests.cs".Length]
            where rooms.Contains(name) && !rooms[name].Contains(FolderUses.FolderOf(fixture)) && !fixture.Split('/').Intersect(_others).Any()
            select $"{fixture} belongs in {string.Join(" or ", rooms[name])}";
    }

    private static IEnumerable<string> Fixtures() =>
        from file in Directory.EnumerateFiles(SourceTree.PathOf("tests"), "*Tests.cs", SearchOption.AllDirectories)
        let path = Path.GetRelativePath(SourceTree.PathOf("tests"), file).Replace('\\', '/')
        where !path.Split('/').Any(part => part is "bin" or "obj")
        select path;

    private static string PlaceOf(string room)
    {
        foreach (var (package, tests) in _places)
        {
            if (room == package || room.StartsWith($"{package}/", StringComparison.Ordinal))
                return tests + room[package.Length..];
        }

        return room;
    }
}
