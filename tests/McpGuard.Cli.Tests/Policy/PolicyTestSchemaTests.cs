using System.Text.Json;
using System.Text.Json.Nodes;
using McpGuard.Cli.Tests.Running;

namespace McpGuard.Cli.Tests.Policy;

/// <summary>The schema of the test file has exactly the members that are read.</summary>
[TestFixture]
internal sealed class PolicyTestSchemaTests
{
    private static readonly JsonNode _schema = JsonNode.Parse(
        File.ReadAllText(Path.Combine(Repository.Folder, "src", "McpGuard.Testing", "policy-tests.schema.json")))!;

    [TestCase("PolicyTestDocument", "properties")]
    [TestCase("CaseDocument", "$defs/case/properties")]
    [TestCase("CallerDocument", "$defs/caller/properties")]
    public void Members_of_the_schema_are_those_that_are_read(string type, string place)
    {
        var properties = place.Split('/').Aggregate(_schema, (node, name) => node[name]!).AsObject().Select(member => member.Key);
        var read = typeof(McpGuard.Testing.PolicyTests).Assembly.GetType($"McpGuard.Testing.{type}", throwOnError: true)!.GetProperties()
            .Where(property => property.Name != "EqualityContract")
                .Select(property => property.Name == "Schema" ? "$schema" : JsonNamingPolicy.CamelCase.ConvertName(property.Name));

        Assert.That(properties, Is.EquivalentTo(read));
    }
}
