using PublicApiGenerator;

namespace McpGuard.Tests.Conventions;

/// <summary>What the packages offer changes only together with the approved text next to this file.</summary>
[TestFixture]
internal sealed class PublicApiTests
{
    [TestCase("McpGuard")]
    [TestCase("McpGuard.Audit")]
    [TestCase("McpGuard.AspNetCore")]
    [TestCase("McpGuard.Testing")]
    public void Public_api_is_the_approved_one(string name)
    {
        var package = SourceTree.Assemblies.Single(assembly => assembly.GetName().Name == name);
        var approved = SourceTree.PathOf($"tests/McpGuard.Tests/PublicApi/{name}.approved.txt");
        var actual = package.GeneratePublicApi(new ApiGeneratorOptions { IncludeAssemblyAttributes = false, DenyNamespacePrefixes = [] })
            .ReplaceLineEndings("\n").TrimEnd() + "\n";
        var received = Path.Combine(TestContext.CurrentContext.WorkDirectory, $"{name}.received.txt");
        File.WriteAllText(received, actual);

        Assert.That(actual, Is.EqualTo(File.Exists(approved) ? File.ReadAllText(approved) : ""), $"If the change is meant, copy {received} over {approved}.");
    }
}
